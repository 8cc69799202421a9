// Reads tests of the vma's flags, in every spelling.
#ifndef PREMAP_MATCHERS_BODYFLAGS_H
#define PREMAP_MATCHERS_BODYFLAGS_H

#include "matchers/BodyContext.h"

#include <optional>

namespace premap {

/// The test of which \p Flags, a read of `vma->vm_flags`, is a part: a masked
/// value with the comparison or negation around it, or a predicate like
/// is_cow_mapping(). Nothing if the flags are used in another way, or if a
/// macro's body has a part of the test.
std::optional<Draft> readFlagTest(const BodyContext &Body,
                                  const clang::MemberExpr &Flags);

/// Fills Flags and SingleBits of \p E from the mask \p M.
void readFlags(const BodyContext &Body, const clang::Expr &M, Event &E);

} // namespace premap

#endif
