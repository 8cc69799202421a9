// mm/memory.c: remap_pfn_range() and its halves, vm_insert_pages(). On nommu,
// mm/nommu.c.
#include "model/Remap.h"

#include "model/ArchPfn.h"

#include <algorithm>
#include <cerrno>

namespace premap::model {

/// Where user addresses end on every modelled machine.
static constexpr std::uint64_t TaskSize = 0x7ffffffff000;

static std::uint64_t pageAlign(const Machine &M, std::uint64_t Size) {
  return (Size + M.pageSize() - 1) & ~(M.pageSize() - 1);
}

/// What comes after is beyond the model.
[[noreturn]] static void stop(Machine &M, std::string Text) {
  M.warn(std::move(Text));
  throw Stopped{-EFAULT};
}

static bool isPageAligned(const Machine &M, std::uint64_t Addr) {
  return (Addr & (M.pageSize() - 1)) == 0;
}

[[noreturn]] static void bug(Machine &M, const std::string &Text) {
  stop(M, "kernel BUG: " + Text);
}

/// Allocates page tables and fills them until a page fails.
static int populate(Machine &M, std::uint64_t Addr, std::uint64_t Pages,
                    std::uint64_t Pfn, Pgprot Prot, bool Special) {
  std::uint64_t Done = Pages;
  std::optional<std::uint64_t> Failing = M.failingPage();
  if (Failing && *Failing - M.PagesPopulated < Pages)
    Done = *Failing - M.PagesPopulated;
  PteRun Run{Addr, Done, Pfn, Prot, Special};
  M.install(Run);
  M.PagesPopulated += Done;
  if (M.tracing() && Done)
    M.note("PTEs " + hex(Addr) + "-" + hex(Addr + (Done << M.PageShift)) +
           " -> PFN " + hex(Pfn) + (Special ? ", special" : ""));
  if (Done == Pages)
    return 0;
  M.markFailed(M.ActionMustFail ? Failure::Action : Failure::Remap);
  M.note("no memory for a page table: -ENOMEM");
  return -ENOMEM;
}

Pgprot pgprotDecrypted(const Machine &M, Pgprot Prot) {
  Prot.Decrypted |= hasEncryptedMemory(M.S.Machine);
  return Prot;
}

std::uint64_t ioPfn(const Machine &M, std::uint64_t Pfn, std::uint64_t Size) {
  if (M.F.ArchPfnHook || M.F.Later != LaterWork::Actions)
    return ioRemapPfnRangePfn(M.S.Machine, Pfn, Size, M.PageShift);
  return ioRemapPfnRangeV3(M.S.Machine, Pfn, Size, M.PageShift).Completed;
}

/// remap_pfn_range_internal() below the VMA.
static int remapPtes(Machine &M, std::uint64_t Addr, std::uint64_t Pfn,
                     std::uint64_t Size, Pgprot Prot) {
  if (!isPageAligned(M, Addr)) {
    M.warn("WARN_ON: remap_pfn_range() to an unaligned address");
    return -EINVAL;
  }
  std::uint64_t Aligned = pageAlign(M, Size);
  if (Addr + Aligned <= Addr)
    bug(M, "remap_pfn_range() of an empty range");
  if (Addr + Aligned > TaskSize)
    bug(M, "remap_pfn_range() beyond the user address space");
  if (M.populated(Addr, Addr + Aligned))
    bug(M, "remap_pfn_range() over PTEs that are there");
  return populate(M, Addr, Aligned >> M.PageShift, Pfn, Prot, true);
}

/// remap_pfn_range_notrack(): a remap that fails takes its PTEs back.
static int remapPfnRangeNotrack(Machine &M, VmaId Id, std::uint64_t Addr,
                                std::uint64_t Pfn, std::uint64_t Size,
                                Pgprot Prot) {
  std::uint64_t Aligned = pageAlign(M, Size);
  const Vma &V = M.Vmas[Id];
  if (Addr < V.Start || Addr > V.End || Aligned > V.End - Addr)
    M.warn("remap_pfn_range() maps pages outside the mapping");
  int Err = remapPtes(M, Addr, Pfn, Size, Prot);
  if (!Err)
    return 0;
  if (!M.F.RemapZapsOutside) {
    M.zap(std::max(Addr, V.Start), std::min(Addr + Aligned, V.End));
    return Err;
  }
  if (Addr < V.Start || Addr + Size > V.End)
    M.warn("WARN_ON: zap_vma_range() outside the mapping");
  std::uint64_t FirstPage = Addr & ~(M.pageSize() - 1);
  M.zap(FirstPage, FirstPage + Aligned);
  return Err;
}

/// remap_pfn_range_track(): x86 keeps count of who maps which frames how.
static int remapPfnRangeTrack(Machine &M, VmaId Id, std::uint64_t Addr,
                              std::uint64_t Pfn, std::uint64_t Size,
                              Pgprot Prot) {
  const Vma &V = M.Vmas[Id];
  bool All = Addr == V.Start && pageAlign(M, Size) == V.size();
  if (M.S.Machine != Arch::X86 || !M.F.PfnmapTrackCtx || !All)
    return remapPfnRangeNotrack(M, Id, Addr, Pfn, Size, Prot);
  StepScope Step(M, "remap_pfn_range_track");
  if (V.TrackCtx) {
    M.note("the mapping is tracked already: -EINVAL");
    return -EINVAL;
  }
  int Err = remapPfnRangeNotrack(M, Id, Addr, Pfn, Size, Prot);
  M.Vmas[Id].TrackCtx = !Err;
  return Err;
}

/// get_remap_pgoff(): how vm_normal_page() will tell COWed pages apart.
static int getRemapPgoff(Machine &M, FlagSet Flags, std::uint64_t Addr,
                         std::uint64_t End, std::uint64_t VmStart,
                         std::uint64_t VmEnd, std::uint64_t Pfn,
                         std::uint64_t &Pgoff) {
  if (!isCowMapping(Flags))
    return 0;
  if (Addr != VmStart || End != VmEnd) {
    M.note("a COW mapping must be remapped as a whole: -EINVAL");
    return -EINVAL;
  }
  Pgoff = Pfn;
  if (M.tracing())
    M.note("COW mapping: pgoff is now the PFN " + hex(Pfn));
  return 0;
}

/// remap_pfn_range() of mm/nommu.c: memory is where it is.
static int nommuRemap(Machine &M, VmaId Id, std::uint64_t Addr,
                      std::uint64_t Pfn) {
  if (Addr != Pfn << M.PageShift) {
    M.note("nommu cannot move pages: -EINVAL");
    return -EINVAL;
  }
  M.Vmas[Id].Flags |= VM_REMAP_FLAGS;
  return 0;
}

int remapPfnRange(Machine &M, VmaId Id, std::uint64_t Addr, std::uint64_t Pfn,
                  std::uint64_t Size, Pgprot Prot) {
  StepScope Step(M, "remap_pfn_range");
  if (M.S.Machine == Arch::Nommu)
    return nommuRemap(M, Id, Addr, Pfn);
  // Since 7.2, the flags are set before remap_pfn_range_internal() looks.
  if (!M.F.RemapPreparesFirst && !isPageAligned(M, Addr)) {
    M.warn("WARN_ON: remap_pfn_range() to an unaligned address");
    return -EINVAL;
  }
  Vma &V = M.Vmas[Id];
  if (int Err = getRemapPgoff(M, V.Flags, Addr, Addr + pageAlign(M, Size),
                              V.Start, V.End, Pfn, V.Pgoff))
    return Err;
  V.Flags |= VM_REMAP_FLAGS;
  return remapPfnRangeTrack(M, Id, Addr, Pfn, Size, Prot);
}

int ioRemapPfnRange(Machine &M, VmaId Id, std::uint64_t Addr, std::uint64_t Pfn,
                    std::uint64_t Size, Pgprot Prot) {
  StepScope Step(M, "io_remap_pfn_range");
  return remapPfnRange(M, Id, Addr, ioPfn(M, Pfn, Size), Size,
                       pgprotDecrypted(M, Prot));
}

int iomapPfn(const Machine &M, std::uint64_t Phys, std::uint64_t Len,
             std::uint64_t VmPgoff, std::uint64_t VmLen, std::uint64_t &Pfn) {
  std::uint64_t InPage = M.pageSize() - 1;
  if (Phys + Len < Phys)
    return -EINVAL;
  Len += Phys & InPage;
  Pfn = Phys >> M.PageShift;
  std::uint64_t Pages = (Len + InPage) >> M.PageShift;
  if (Pfn + Pages < Pfn)
    return -EINVAL;
  if (VmPgoff > Pages)
    return -EINVAL;
  Pfn += VmPgoff;
  Pages -= VmPgoff;
  return VmLen >> M.PageShift > Pages ? -EINVAL : 0;
}

int vmIomapMemory(Machine &M, VmaId Id, std::uint64_t Phys, std::uint64_t Len) {
  StepScope Step(M, "vm_iomap_memory");
  const Vma &V = M.Vmas[Id];
  std::uint64_t Pfn = 0;
  if (M.S.Machine == Arch::Nommu) {
    Pfn = (Phys >> M.PageShift) + V.Pgoff;
  } else if (int Err = iomapPfn(M, Phys, Len, V.Pgoff, V.size(), Pfn)) {
    M.note("the mapping does not fit into the region: -EINVAL");
    return Err;
  }
  return ioRemapPfnRange(M, Id, V.Start, Pfn, V.size(), V.PageProt);
}

int insertPages(Machine &M, VmaId Id, std::uint64_t Addr,
                const std::vector<std::uint64_t> &Pages, Pgprot Prot) {
  StepScope Step(M, "insert_pages");
  for (std::uint64_t Pfn : Pages) {
    if (Addr >= TaskSize)
      stop(M, "insert_pages() changes the kernel's own page tables");
    if (M.populated(Addr, Addr + M.pageSize())) {
      M.note("a page is there already: -EBUSY");
      return -EBUSY;
    }
    if (int Err = populate(M, Addr, 1, Pfn, Prot, /*Special=*/false))
      return Err;
    Addr += M.pageSize();
  }
  return 0;
}

int vmInsertPages(Machine &M, VmaId Id, std::uint64_t Addr,
                  const std::vector<std::uint64_t> &Pages) {
  StepScope Step(M, "vm_insert_pages");
  if (M.S.Machine == Arch::Nommu)
    return -EINVAL;
  Vma &V = M.Vmas[Id];
  std::uint64_t End = Addr + (Pages.size() << M.PageShift);
  bool Fits = M.F.LenientInsert ? End <= V.End : End - 1 < V.End;
  if (Addr < V.Start || !Fits) {
    M.note("the pages do not fit into the mapping: -EFAULT");
    return -EFAULT;
  }
  if (!(V.Flags & VM_MIXEDMAP)) {
    if (V.Flags & VM_PFNMAP && !M.F.LenientInsert)
      bug(M, "vm_insert_pages() into a PFN mapping");
    if (V.Flags & VM_PFNMAP)
      M.warn("WARN_ON: pages are mapped into a PFN mapping");
    V.Flags |= VM_MIXEDMAP;
  }
  return insertPages(M, Id, Addr, Pages, V.PageProt);
}

int remapPfnRangePrepare(Machine &M, Desc &D, std::uint64_t Start,
                         std::uint64_t Pfn, std::uint64_t Size) {
  StepScope Step(M, "remap_pfn_range_prepare");
  // Before 7.1 the whole range is passed, so that the COW check cannot fail.
  std::uint64_t End = Start + Size;
  if (!M.F.CheckedActions) {
    Start = D.Start;
    End = D.End;
  } else if (!rangeInVmaDesc(D, Start, End)) {
    M.note("the range is not inside the mapping: -EFAULT");
    return -EFAULT;
  }
  if (int Err =
          getRemapPgoff(M, D.Flags, Start, End, D.Start, D.End, Pfn, D.Pgoff))
    return Err;
  D.Flags |= VM_REMAP_FLAGS;
  M.note("flags IO PFNMAP DONTEXPAND DONTDUMP are set: no merge");
  return 0;
}

int remapPfnRangeComplete(Machine &M, VmaId Id, std::uint64_t Addr,
                          std::uint64_t Pfn, std::uint64_t Size, Pgprot Prot) {
  StepScope Step(M, "remap_pfn_range_complete");
  if (isPageAligned(M, Addr) &&
      (M.Vmas[Id].Flags & VM_REMAP_FLAGS) != VM_REMAP_FLAGS)
    M.warn("WARN_ON: the remap flags are not set");
  return remapPfnRangeTrack(M, Id, Addr, Pfn, Size, Prot);
}

} // namespace premap::model
