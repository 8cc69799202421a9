// The hook's call of its vm_ops->open as a `mapped` of the same table.
#ifndef PREMAP_REWRITERS_MOVEDOPEN_H
#define PREMAP_REWRITERS_MOVEDOPEN_H

#include "rewriters/Session.h"

namespace premap {

/// Takes the call out of the hook \p F, if it is the one that has it, and gives
/// the table a `mapped` that does what was called; else does nothing. What only
/// the text shows is an obstacle.
void moveOpen(Session &S, Subject &F);

} // namespace premap

#endif
