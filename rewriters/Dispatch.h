// The callers of an inner hook: each calls the new form through the
// compatibility path where a table has it, and does what it did elsewhere.
#ifndef PREMAP_REWRITERS_DISPATCH_H
#define PREMAP_REWRITERS_DISPATCH_H

#include "rewriters/Family.h"
#include "rewriters/Session.h"

namespace premap {

/// Edits every call of \p Input's hook. A call, or a test of the member, that
/// stands in an unknown form is an obstacle.
void callBoth(Session &S, const FamilyInput &Input);

} // namespace premap

#endif
