// mmap_action_*(): what an mmap_prepare hook asks for, and what the core does
// about it.
#ifndef PREMAP_MODEL_ACTION_H
#define PREMAP_MODEL_ACTION_H

#include "model/Desc.h"

namespace premap::model {

// The helpers that a hook calls. Sizes and addresses in bytes.
void mmapActionRemap(Machine &M, Desc &D, const HandlerStep &Step);
void mmapActionSimpleIoremap(Machine &M, Desc &D, const HandlerStep &Step);
void mmapActionMapKernelPages(Machine &M, Desc &D, const HandlerStep &Step);

/// mmap_action_prepare(). \returns 0 or -errno; always 0 before 7.1.
int mmapActionPrepare(Machine &M, Desc &D);

/// mmap_action_complete(): performs the action on the new VMA \p Id, then
/// mapped() and the hooks. Unmaps the VMA if that fails, except on the compat
/// path. \returns 0 or the -errno that user space sees.
int mmapActionComplete(Machine &M, const Action &A, VmaId Id, bool IsCompat);

} // namespace premap::model

#endif
