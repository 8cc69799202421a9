// Who compares what a mapping asks for: the hook, its helpers or its callers.
// Private to this room.
#ifndef PREMAP_FINDINGS_LINTCHECKS_H
#define PREMAP_FINDINGS_LINTCHECKS_H

#include "findings/LintRules.h"

#include <optional>

namespace premap {

/// Where the facts say that the size, or the offset, is compared.
struct Compared {
  bool HandlerBody::*InBody;
  bool CallerChain::*InCallers;
  bool Step::*InStep;
};

inline constexpr Compared ComparedSize = {
    &HandlerBody::ChecksSize, &CallerChain::ChecksSize, &Step::Size};
inline constexpr Compared ComparedOffset = {
    &HandlerBody::ChecksOffset, &CallerChain::ChecksOffset, &Step::Offset};

/// Code that gets the VMA or what is made of it, and was not read.
bool goesElsewhere(const LintReport &R, const Event &E);

/// Something in the team compares \p What, or hands it or the VMA to code that
/// was not read.
bool mayCheck(const LintReport &R, const Compared &What);

/// How sure it is that nobody between the entry and the hook compares \p What;
/// nothing if all of them do.
std::optional<Confidence> unlessCallersCheck(const LintReport &R,
                                             const Compared &What);

} // namespace premap

#endif
