// Finds the declarations of a unit that parsed with errors which were not read
// as they are written. The others are as good as those of a unit without.
#ifndef PREMAP_MATCHERS_BROKENCODE_H
#define PREMAP_MATCHERS_BROKENCODE_H

#include "matchers/Facts.h"
#include "matchers/ParseUnit.h"
#include "matchers/SourceSpans.h"

#include <string>
#include <vector>

namespace premap {

/// Every declaration of the unit's body, in source order. Error is set where
/// the syntax tree itself shows that something is missing: an expression that
/// could not be built, or one that names or has the type of a declaration that
/// is invalid, perhaps in a header.
std::vector<BrokenPlace> readPlaces(const clang::ASTContext &Context,
                                    const SourceSpans &Spans);

/// Adds the errors that \p Diagnostics report inside of \p Places, and leaves
/// the places with one. \p TreeRoot is absolute.
std::vector<BrokenPlace>
brokenPlaces(std::vector<BrokenPlace> Places,
             const std::vector<Diagnostic> &Diagnostics,
             const std::string &TreeRoot);

} // namespace premap

#endif
