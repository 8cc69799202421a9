// A family of inner hooks whose members can all be converted: the new form
// takes the old one's place in the record, and the callers become native, in
// one step.
#ifndef PREMAP_TOOL_FAMILYTOGETHER_H
#define PREMAP_TOOL_FAMILYTOGETHER_H

#include "rewriters/Family.h"
#include "tool/FamilyMove.h"

namespace premap {

/// What \p Scan knows of \p Family besides its members.
FamilyInput familyIn(const TreeScan &Scan, const HookFamily &Family);

/// The move of \p Family in one step; nothing if somebody cannot come along, or
/// if it is too large for one patch.
std::optional<TogetherMove> planTogether(const TreeScan &Scan,
                                         const HookFamily &Family);

} // namespace premap

#endif
