// What a body compares the VMA's size and offset with, and whether it makes a
// difference.
#ifndef PREMAP_MATCHERS_BODYCHECKS_H
#define PREMAP_MATCHERS_BODYCHECKS_H

#include "matchers/BodyContext.h"

namespace premap {

/// What an expression is made of, locals replaced by all that is ever assigned
/// to them.
struct Sources {
  bool Size = false;      ///< the VMA's start, end or size
  bool Offset = false;    ///< its offset
  bool Vma = false;       ///< anything else of it
  bool Parameter = false; ///< another parameter
  bool any() const { return Size || Offset || Vma || Parameter; }
};

Sources sourcesOf(const BodyContext &Body, const clang::Expr &E);

/// Whether a pointer becomes a number in \p E, and not in a call of it.
bool holdsAddress(const BodyContext &Body, const clang::Expr &E);

/// Fills ChecksSize, ChecksOffset and DeadChecks of \p Result.
void readChecks(const BodyContext &Body, HandlerBody &Result);

/// Whether the function fails if \p Test, a part of a condition, is true.
bool isRefusal(const BodyContext &Body, const clang::Expr &Test);

} // namespace premap

#endif
