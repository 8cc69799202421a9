// Orders the events of a body by its control flow.
#ifndef PREMAP_MATCHERS_BODYFLOW_H
#define PREMAP_MATCHERS_BODYFLOW_H

#include "matchers/BodyContext.h"

namespace premap {

/// Fills After, InLoop and LocksHeld of \p Drafts, which are in their final
/// order. Branches that are constant in this configuration may be taken. False
/// if there is no control flow graph; nothing is filled then.
bool readFlow(const BodyContext &Body, std::vector<Draft> &Drafts);

} // namespace premap

#endif
