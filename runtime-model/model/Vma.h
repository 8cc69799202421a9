// mm/vma.c: merging, splitting and unmapping, with the functions' names.
#ifndef PREMAP_MODEL_VMA_H
#define PREMAP_MODEL_VMA_H

#include "model/Machine.h"

namespace premap::model {

/// vma_merge_struct: what is proposed, and between which neighbours.
struct Vmg {
  std::uint64_t Start = 0, End = 0;       ///< bytes
  std::uint64_t Pgoff = 0, AnonPgoff = 0; ///< pages
  FlagSet Flags = 0;
  FileId File = 0;
  Name AnonVma = 0, Policy = 0, UserfaultCtx = 0, AnonName = 0;
  VmaId Prev = NoVma, Next = NoVma;
  bool NoMemory = false; ///< VMA_MERGE_ERROR_NOMEM
};

/// vma_merge_new_range(): grows a neighbour over the proposed range, and
/// deletes the other one if the range closes the gap between them.
/// \returns the VMA that now covers the range, or NoVma.
VmaId vmaMergeNewRange(Machine &M, Vmg &G);

/// Why \p G does not merge with the neighbour, in words; empty if it does.
std::string whyNotMerged(const Machine &M, const Vmg &G, bool WithNext);

/// split_vma() without the limit on the number of mappings. \returns 0 or
/// -ENOMEM.
int splitVma(Machine &M, VmaId Id, std::uint64_t Addr, bool NewBelow);

/// vms_gather_munmap_vmas(): takes what overlaps [D.Start, D.End) out of the
/// tree, splitting at the edges. \returns 0 or -errno, with all put back.
int vmsGatherMunmapVmas(Machine &M, Detached &D);

/// vms_clean_up_area(): PTEs go, close() runs. No way back from here.
void vmsCleanUpArea(Machine &M, Detached &D);

/// vms_complete_munmap_vmas().
void vmsCompleteMunmapVmas(Machine &M, Detached &D);

/// vms_abort_munmap_vmas(): puts the VMAs back, or leaves a gap if
/// vms_clean_up_area() ran.
void vmsAbortMunmapVmas(Machine &M, Detached &D);

/// do_munmap(). \returns 0 or -errno.
int doMunmap(Machine &M, std::uint64_t Start, std::uint64_t Len);

/// Neighbours of a range that nothing overlaps.
void findNeighbours(const Machine &M, std::uint64_t Start, std::uint64_t End,
                    VmaId &Prev, VmaId &Next);

/// vma_iter_store().
void insertIntoTree(Machine &M, VmaId Id);

/// vma_link_file(): into i_mmap, counted if shared and maybe writable.
void vmaLinkFile(Machine &M, VmaId Id);

} // namespace premap::model

#endif
