// What a hook does, as a list of outcomes: one per path and per way in which
// the kernel's part of the call can go on afterwards.
#ifndef PREMAP_VERIFY_SUMMARY_H
#define PREMAP_VERIFY_SUMMARY_H

#include "verify/HandlerPairs.h"
#include "verify/Outcome.h"

namespace premap::verify {

/// Runs \p Hook (in \p X's program) and what the kernel does around it.
Summary summarize(Executor &X, const TableHook &Hook, const MmapInputs &In,
                  HookCaller Caller);

} // namespace premap::verify

#endif
