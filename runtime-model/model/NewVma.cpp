// __mmap_new_vma(): a VMA of its own, and the legacy hook that may run on it.
#include "model/Hook.h"
#include "model/Mmap.h"
#include "model/MmapState.h"

#include <cerrno>

namespace premap::model {

Vmg proposal(const Machine &M, const MmapState &Map) {
  Vmg G;
  G.Start = Map.Addr;
  G.End = Map.End;
  G.Pgoff = Map.Pgoff;
  G.AnonPgoff = Map.Addr >> M.PageShift;
  G.Flags = Map.Flags;
  G.File = Map.File;
  G.Prev = Map.Prev;
  G.Next = Map.Next;
  return G;
}

/// call_mmap() or vfs_mmap(), under mmap_file(): on an error no hook of the
/// driver's vm_ops will run.
static int mmapFile(Machine &M, VmaId Id) {
  StepScope Step(M, "mmap_file");
  int Err;
  {
    StepScope Call(M, M.F.LegacyCall);
    if (M.Hook == HookKind::Compat) {
      // Without an MMU the file is not a stacked one.
      std::optional<StepScope> Stacked;
      if (M.F.Hook == HookKind::Compat)
        Stacked.emplace(M, "mmap");
      Err = compatVmaMmap(M, Id);
    } else {
      Err = runMmapHook(M, Id);
    }
  }
  if (Err)
    M.Vmas[Id].Ops = DummyOps;
  return Err;
}

/// unmap_region(): takes back what the driver mapped before it failed.
static void unmapRegion(Machine &M, VmaId Id) {
  StepScope Step(M, "unmap_region");
  M.zap(M.Vmas[Id].Start, M.Vmas[Id].End);
}

/// The second attempt of 6.12: flags as the driver left them, the rest old.
/// \returns the VMA that took the place of \p Id, or NoVma.
static VmaId mergeAgain(Machine &M, const MmapState &Map, FlagSet OldFlags,
                        VmaId Id) {
  if (!M.F.SecondMerge || M.Vmas[Id].Flags == OldFlags || Map.Prev == NoVma)
    return NoVma;
  Vmg G = proposal(M, Map);
  G.Flags = M.Vmas[Id].Flags;
  VmaId Merged = vmaMergeNewRange(M, G);
  if (Merged == NoVma)
    return NoVma;
  M.note("the new VMA goes: no close(), nothing of the driver is undone");
  M.fput(M.Vmas[Id].File);
  StepScope Free(M, "vm_area_free");
  return Merged;
}

/// __mmap_new_file_vma(): the file, and its legacy hook.
/// \returns 0 or -errno; \p Id may become the VMA that a second merge found.
static int mmapNewFileVma(Machine &M, MmapState &Map, VmaId &Id) {
  std::optional<StepScope> Step;
  if (M.F.SplitFunctions)
    Step.emplace(M, "__mmap_new_file_vma");
  M.Vmas[Id].File = Map.File;
  if (!Map.FileSwapped || M.F.Swapped == SwappedFile::TakesOneMore) {
    M.getFile(Map.File);
    if (Map.FileSwapped)
      ++M.file(Map.File).LostByCore;
  }
  if (M.Hook == HookKind::Prepare)
    return 0;
  FlagSet OldFlags = M.Vmas[Id].Flags;
  if (int Err = mmapFile(M, Id)) {
    M.fput(M.Vmas[Id].File);
    M.Vmas[Id].File = 0;
    unmapRegion(M, Id);
    return Err;
  }
  if (OldFlags != M.Vmas[Id].Flags && !(OldFlags & VM_MAYWRITE) &&
      M.Vmas[Id].Flags & VM_MAYWRITE)
    M.warn("WARN_ON: the driver permits writing where it was forbidden");
  M.moveHoldings(NoVma, Id);
  VmaId Merged = mergeAgain(M, Map, OldFlags, Id);
  if (Merged != NoVma) {
    Id = Merged;
    return 0;
  }
  Map.File = M.Vmas[Id].File;
  Map.Flags = M.Vmas[Id].Flags;
  return 0;
}

static void insertNewVma(Machine &M, const MmapState &Map, VmaId Id) {
  {
    StepScope Store(M, M.F.SplitFunctions ? "vma_iter_store_new"
                                          : "vma_iter_store");
    insertIntoTree(M, Id);
  }
  StepScope Link(M, "vma_link_file");
  vmaLinkFile(M, Id);
  if (Map.HideFromRmap && M.Vmas[Id].File) {
    M.RmapLock = M.Vmas[Id].File;
    M.note("i_mmap_rwsem stays locked until the action is complete");
  }
}

int mmapNewVma(Machine &M, MmapState &Map, VmaId &Id, bool &IsNew) {
  std::optional<StepScope> Step;
  if (M.F.SplitFunctions)
    Step.emplace(M, "__mmap_new_vma");
  {
    StepScope Alloc(M, "vm_area_alloc");
    if (M.fails(Failure::VmAreaAlloc)) {
      M.note("no memory: -ENOMEM");
      return -ENOMEM;
    }
  }
  Id = VmaId(M.Vmas.size());
  Vma &V = M.Vmas.emplace_back();
  V.Start = Map.Addr;
  V.End = Map.End;
  V.Pgoff = Map.Pgoff;
  V.AnonPgoff = Map.Addr >> M.PageShift;
  V.Flags = Map.Flags;
  V.PageProt = Map.PageProt;
  V.IsNew = true;
  {
    StepScope Prealloc(M, "vma_iter_prealloc");
    if (M.fails(Failure::MaplePrealloc)) {
      M.note("no memory for the tree: -ENOMEM");
      return -ENOMEM;
    }
  }
  IsNew = true;
  if (!Map.File) {
    M.Vmas[Id].Ops = NoOps;
  } else {
    VmaId Own = Id;
    if (int Err = mmapNewFileVma(M, Map, Id))
      return Err;
    IsNew = Id == Own;
  }
  if (IsNew)
    insertNewVma(M, Map, Id);
  return 0;
}

} // namespace premap::model
