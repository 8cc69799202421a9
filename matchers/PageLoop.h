// Loops that insert the pages of an array, or of a vmalloc area, one by one.
#ifndef PREMAP_MATCHERS_PAGELOOP_H
#define PREMAP_MATCHERS_PAGELOOP_H

#include "matchers/BodyContext.h"

namespace premap {

/// If \p Call inserts one page in a loop that inserts as many as the mapping
/// has, \p D becomes the call of all of them: its Statement is the loop, its
/// Args are the VMA, where the range begins, what has the pages and the range's
/// size; of the pages of a vmalloc area, a fifth: how the page is found.
/// Otherwise \p D stays as it is.
void readPageLoop(const BodyContext &Body, const clang::CallExpr &Call,
                  Draft &D);

} // namespace premap

#endif
