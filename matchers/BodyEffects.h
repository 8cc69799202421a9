// Reads what a body does besides using the vma: locks, references, memory,
// stores that others can see, calls that may do anything, returns.
#ifndef PREMAP_MATCHERS_BODYEFFECTS_H
#define PREMAP_MATCHERS_BODYEFFECTS_H

#include "matchers/BodyContext.h"

namespace premap {

/// Appends the effects of the evaluated code. Calls and stores that \p Out
/// already has, because they use the vma, are left out.
void readEffects(const BodyContext &Body, std::vector<Draft> &Out);

/// The variables of the function's own, with their uses.
std::vector<LocalVariable> readLocals(const BodyContext &Body);

} // namespace premap

#endif
