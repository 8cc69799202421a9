// Runs the statements of a driver's hook on a VMA or on a descriptor.
#ifndef PREMAP_MODEL_HOOK_H
#define PREMAP_MODEL_HOOK_H

#include "model/Action.h"

namespace premap::model {

/// f_op->mmap on the VMA \p Id. \returns what the hook returns.
int runMmapHook(Machine &M, VmaId Id);

/// f_op->mmap_prepare on \p D. \returns what the hook returns.
int runMmapPrepareHook(Machine &M, Desc &D);

/// mmap_finish() or mmap_complete() of the two proposals, on the VMA that now
/// covers the range: what mmap_prepare left to do, then Scenario::Complete.
int runLaterHook(Machine &M, VmaId Id, const Desc &D);

/// mmap_abort() of the second proposal.
void runAbortHook(Machine &M);

} // namespace premap::model

#endif
