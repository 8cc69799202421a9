// Compares the text of a body with its events: what the text says about the
// parameters and no event covers.
#ifndef PREMAP_MATCHERS_BODYTEXT_H
#define PREMAP_MATCHERS_BODYTEXT_H

#include "matchers/BodyContext.h"

namespace premap {

/// Appends an InactiveUse for every mention of a parameter that the compiler
/// does not see, and an Escape for every one that it sees and \p Out lacks.
void readUncovered(const BodyContext &Body, std::vector<Draft> &Out);

} // namespace premap

#endif
