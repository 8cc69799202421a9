// Says which statement a call or a store is, and what becomes of its result.
#ifndef PREMAP_MATCHERS_BODYSTATEMENTS_H
#define PREMAP_MATCHERS_BODYSTATEMENTS_H

#include "matchers/BodyContext.h"

namespace premap {

/// Fills Result, ResultVariable, Statement, StatementDeclares, ErrorValue,
/// ErrorBranch and NeedsBraces of \p E for \p Call, a call or what a macro that
/// stands for one expands to.
void readResultUse(const BodyContext &Body, const clang::Stmt &Call, Event &E);

/// Fills Statement and NeedsBraces of \p E if \p S is a statement of its own.
void readStatement(const BodyContext &Body, const clang::Stmt &S, Event &E);

/// Fills ResultReadLater and ResultReturned of \p E.
void readLaterUses(const BodyContext &Body,
                   const std::vector<LocalVariable> &Locals, Event &E);

} // namespace premap

#endif
