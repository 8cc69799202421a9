// The ways through a body, with what happens on each.
#ifndef PREMAP_MATCHERS_BODYPATHS_H
#define PREMAP_MATCHERS_BODYPATHS_H

#include "matchers/BodyContext.h"

namespace premap {

/// Fills Steps, Paths and AllPaths of \p Result. A way that contradicts itself
/// (`if (ret)` true, then false) is none; a loop's body runs at most once.
void readPaths(const BodyContext &Body, HandlerBody &Result);

/// Fills RangeUses of \p Result.
void readRangeUses(const BodyContext &Body, HandlerBody &Result);

} // namespace premap

#endif
