// Reads accesses to the fields of the vma.
#ifndef PREMAP_MATCHERS_BODYFIELDS_H
#define PREMAP_MATCHERS_BODYFIELDS_H

#include "matchers/BodyContext.h"

#include <optional>

namespace premap {

/// The event of \p Member, a field of the vma that \p Use names: a read, a
/// write, its address, or the size or flag test that it is a part of. Nothing
/// if the access is not understood.
std::optional<Draft> readField(const BodyContext &Body,
                               const clang::DeclRefExpr &Use,
                               const clang::MemberExpr &Member);

/// Fills Callee and Call of \p E if \p Value is an argument as it is.
void readCallee(const BodyContext &Body, const clang::Expr &Value, Event &E);

} // namespace premap

#endif
