// What the expressions of a body are known to hold: the VMA's size or start, or
// a value that is the same for every mapping of the file.
#ifndef PREMAP_MATCHERS_BODYVALUES_H
#define PREMAP_MATCHERS_BODYVALUES_H

#include "matchers/BodyContext.h"

namespace premap {

/// What \p E holds, as bits of Known. Locals stand for all that is ever
/// assigned to them.
unsigned valueOf(const BodyContext &Body, const clang::Expr &E);

/// Whether \p E is the VMA's size in bytes, or a local that always is.
bool isSizeOfVma(const BodyContext &Body, const clang::Expr &E);
/// The same of its size in pages.
bool isPagesOfVma(const BodyContext &Body, const clang::Expr &E);

/// All that is ever assigned to the local \p Variable; false if it may change
/// in another way.
bool assignedValues(const BodyContext &Body, const clang::VarDecl &Variable,
                    std::vector<const clang::Expr *> &Values);

/// The call's arguments with what they hold, where the file spells them one by
/// one.
void readValues(const BodyContext &Body, const clang::CallExpr &Call,
                std::vector<Argument> &Args);

} // namespace premap

#endif
