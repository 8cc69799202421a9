// mmap(): do_mmap(), mmap_region() and what they call, for every release.
#ifndef PREMAP_MODEL_MMAP_H
#define PREMAP_MODEL_MMAP_H

#include "model/Machine.h"

namespace premap::model {

/// do_mmap() with the scenario's call. \returns the address or -errno.
std::int64_t doMmap(Machine &M);

/// compat_vma_mmap(): what a stacked file's .mmap does with its VMA \p Id when
/// the inner file has .mmap_prepare. \returns 0 or -errno.
int compatVmaMmap(Machine &M, VmaId Id);

} // namespace premap::model

#endif
