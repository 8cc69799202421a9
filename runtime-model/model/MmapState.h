// The mapping while it is being made, between the parts of __mmap_region().
#ifndef PREMAP_MODEL_MMAPSTATE_H
#define PREMAP_MODEL_MMAPSTATE_H

#include "model/Vma.h"

namespace premap::model {

/// struct mmap_state: the mapping while it is being made.
struct MmapState {
  std::uint64_t Addr = 0, End = 0, Pgoff = 0;
  FlagSet Flags = 0;
  FileId File = 0;
  Pgprot PageProt;
  OpsId Ops = NoOps;
  Name PrivateData = 0;
  std::int64_t Charged = 0;  ///< pages that this call paid for
  std::int64_t Replaced = 0; ///< pages that mappings in the way had paid for
  bool FileSwapped = false;
  bool HideFromRmap = false;
  bool Prepared = false; ///< mmap_prepare succeeded
  Detached Old;          ///< what was in the way
  VmaId Prev = NoVma, Next = NoVma;
};

/// What the merge attempt is asked, from the state as it is now.
Vmg proposal(const Machine &M, const MmapState &Map);

/// __mmap_new_vma(). \returns 0 or -errno; \p Id becomes the VMA, \p IsNew
/// says whether it is one of its own.
int mmapNewVma(Machine &M, MmapState &Map, VmaId &Id, bool &IsNew);

} // namespace premap::model

#endif
