// The pipeline itself: mm/mmap.c of 6.12, mm/vma.c from 6.16 on.
#include "model/Mmap.h"

#include "model/Hook.h"
#include "model/MmapState.h"
#include "model/Vma.h"

#include <cerrno>

namespace premap::model {

static bool hasPrepare(const Machine &M, const MmapState &Map) {
  return M.Hook == HookKind::Prepare && Map.File;
}

//===--- __mmap_setup() ---------------------------------------------------===//

/// accountable_mapping(): private writable memory counts.
static bool accountableMapping(FlagSet Flags) {
  return (Flags & (VM_NORESERVE | VM_SHARED | VM_WRITE)) == VM_WRITE;
}

/// security_vm_enough_memory_mm(). \returns 0 or -ENOMEM.
static int accountMemory(Machine &M, MmapState &Map) {
  if (!accountableMapping(Map.Flags))
    return 0;
  auto Pages = std::int64_t((Map.End - Map.Addr) >> M.PageShift);
  std::int64_t Charged = Pages - std::int64_t(Map.Old.Accounted);
  if (Charged) {
    StepScope Step(M, "security_vm_enough_memory_mm");
    if (M.fails(Failure::Accounting)) {
      M.note("not enough memory: -ENOMEM");
      return -ENOMEM;
    }
    Map.Charged = Charged;
    M.Charge += Charged;
    if (M.tracing())
      M.note(std::to_string(Charged) + " page(s) charged");
  }
  Map.Replaced = std::int64_t(Map.Old.Accounted);
  Map.Old.Accounted = 0;
  Map.Flags |= VM_ACCOUNT;
  return 0;
}

/// Steps 1 to 3 of every release: make room.
static int mmapSetup(Machine &M, MmapState &Map) {
  std::optional<StepScope> Step;
  if (M.F.SetupStep)
    Step.emplace(M, M.F.SetupStep);
  Map.Old.Start = Map.Addr;
  Map.Old.End = Map.End;
  if (int Err = vmsGatherMunmapVmas(M, Map.Old))
    return Err;
  Map.Prev = Map.Old.Prev;
  Map.Next = Map.Old.Next;
  {
    StepScope Limit(M, "may_expand_vm");
    if (M.fails(Failure::MayExpand)) {
      M.note("the address space limit is reached: -ENOMEM");
      return -ENOMEM;
    }
  }
  if (int Err = accountMemory(M, Map))
    return Err;
  vmsCleanUpArea(M, Map.Old);
  Map.PageProt = vmGetPageProt(Map.Flags);
  return 0;
}

//===--- call_mmap_prepare() ----------------------------------------------===//

static void setDescFromMap(const Machine &M, const MmapState &Map, Desc &D) {
  D.Start = Map.Addr;
  D.End = Map.End;
  D.Pgoff = Map.Pgoff;
  D.File = D.VmFile = Map.File;
  D.Flags = Map.Flags;
  D.PageProt = Map.PageProt;
  D.Ops = M.F.NullVmOpsIsAnonymous ? DummyOps : NoOps;
}

/// The hook, then mmap_action_prepare(), then the fields that may change.
static int callMmapPrepare(Machine &M, MmapState &Map, Desc &D) {
  StepScope Step(M, "call_mmap_prepare");
  setDescFromMap(M, Map, D);
  int Err;
  {
    StepScope Call(M, M.F.PrepareCall);
    Err = runMmapPrepareHook(M, D);
  }
  if (!Err && M.F.Later == LaterWork::Actions)
    Err = mmapActionPrepare(M, D);
  // On an error nobody drops what the hook put into desc->vm_file.
  if (Err)
    return Err;
  Map.FileSwapped = D.VmFile != Map.File;
  Map.HideFromRmap = D.Act.HideFromRmap;
  Map.Pgoff = D.Pgoff;
  Map.File = D.VmFile;
  Map.Flags = D.Flags;
  Map.PageProt = D.PageProt;
  Map.Ops = D.Ops;
  Map.PrivateData = D.PrivateData;
  Map.Prepared = true;
  return 0;
}

/// set_vma_user_defined_fields().
static void setVmaUserDefinedFields(Machine &M, const MmapState &Map,
                                    VmaId Id) {
  StepScope Step(M, "set_vma_user_defined_fields");
  if (Map.Ops != NoOps || M.F.NullVmOpsIsAnonymous)
    M.Vmas[Id].Ops = Map.Ops;
  if (M.tracing() && M.Vmas[Id].PrivateData &&
      M.Vmas[Id].PrivateData != Map.PrivateData)
    M.note("private_data " + M.str(M.Vmas[Id].PrivateData) + " is overwritten");
  M.Vmas[Id].PrivateData = Map.PrivateData;
}

//===--- __mmap_complete() ------------------------------------------------===//

/// vma_wants_writenotify(), as far as vm_ops decide.
static bool vmaWantsWritenotify(const Machine &M, const Vma &V) {
  if ((V.Flags & (VM_WRITE | VM_SHARED)) != (VM_WRITE | VM_SHARED))
    return false;
  const VmOps *Hooks = M.hooksOf(V);
  return Hooks && Hooks->PageMkwrite;
}

static void vmaSetPageProt(Machine &M, VmaId Id) {
  StepScope Step(M, "vma_set_page_prot");
  Vma &V = M.Vmas[Id];
  V.PageProt = vmPgprotModify(V.PageProt, V.Flags);
  if (!vmaWantsWritenotify(M, V))
    return;
  V.PageProt.Write = false;
  M.note("writes are to be notified: write access leaves page_prot");
}

static void mmapComplete(Machine &M, MmapState &Map, VmaId Id) {
  std::optional<StepScope> Step;
  if (M.F.SplitFunctions)
    Step.emplace(M, "__mmap_complete");
  {
    StepScope Perf(M, "perf_event_mmap");
  }
  vmsCompleteMunmapVmas(M, Map.Old);
  {
    StepScope Account(M, "vm_stat_account");
  }
  // vma_supports_mlock(): special mappings cannot be locked.
  if (M.Vmas[Id].Flags & VM_LOCKED && M.Vmas[Id].Flags & VM_SPECIAL)
    M.Vmas[Id].Flags &= ~(VM_LOCKED | VM_LOCKONFAULT);
  M.Vmas[Id].Flags |= VM_SOFTDIRTY;
  vmaSetPageProt(M, Id);
}

//===--- __mmap_region() --------------------------------------------------===//

/// What __mmap_setup() charged, and took over from mappings that are gone.
static void releaseCharge(Machine &M, const MmapState &Map, bool Uncharge) {
  std::int64_t Released = Uncharge ? Map.Charged : 0;
  if (Uncharge && M.F.ReplacedChargeReleased)
    Released += Map.Replaced;
  M.Charge -= Released;
  std::int64_t Lost = Map.Charged + Map.Replaced - Released;
  M.ChargeLostByCore += Lost;
  if (M.tracing() && Lost)
    M.note("nobody releases the memory charge of " + std::to_string(Lost) +
           " page(s)");
}

/// Before the VMA exists: memory charge, swapped file, old mappings.
static void abandon(Machine &M, MmapState &Map, bool Uncharge) {
  releaseCharge(M, Map, Uncharge);
  if (Map.FileSwapped) {
    if (M.F.Swapped == SwappedFile::ConsumesAndDrops)
      M.fput(Map.File);
    else
      ++M.file(Map.File).LostByCore;
  }
  vmsAbortMunmapVmas(M, Map.Old);
  if (M.F.Later == LaterWork::Complete && Map.Prepared)
    runAbortHook(M);
}

/// The hooks of the two proposals run on whatever VMA covers the range.
static int callLaterHook(Machine &M, const Desc &D, VmaId Id, bool IsNew) {
  if (!IsNew)
    M.warn("the later hook gets a VMA that merged with a neighbour");
  int Err = runLaterHook(M, Id, D);
  if (!Err) {
    M.moveHoldings(NoVma, Id);
    return 0;
  }
  doMunmap(M, D.Start, D.End - D.Start);
  if (M.F.Later == LaterWork::Complete)
    runAbortHook(M);
  return Err;
}

static std::int64_t mmapRegionInner(Machine &M, MmapState &Map) {
  StepScope Step(M, "__mmap_region");
  if (int Err = mmapSetup(M, Map)) {
    abandon(M, Map, /*Uncharge=*/true);
    return Err;
  }
  Desc D;
  bool Prepare = hasPrepare(M, Map);
  if (Prepare)
    if (int Err = callMmapPrepare(M, Map, D)) {
      abandon(M, Map, M.F.HookErrorReleasesCharge);
      return Err;
    }
  Vmg G = proposal(M, Map);
  // Without an MMU, mappings share regions and never merge.
  bool MayMerge = M.S.Machine != Arch::Nommu || !M.F.NommuIsCompat;
  VmaId Id = MayMerge ? vmaMergeNewRange(M, G) : NoVma;
  bool IsNew = false;
  if (Id == NoVma) {
    if (int Err = mmapNewVma(M, Map, Id, IsNew)) {
      abandon(M, Map, /*Uncharge=*/true);
      return Err;
    }
    if (Prepare)
      M.moveHoldings(NoVma, Id);
  } else if (Map.FileSwapped) {
    M.note("nobody drops the reference to the file that the hook installed");
    ++M.file(Map.File).LostByCore;
  }
  if (Prepare && (IsNew || !M.F.MergeKeepsFields))
    setVmaUserDefinedFields(M, Map, Id);
  else if (Prepare)
    M.note("the mapping keeps its vm_ops and private_data");
  mmapComplete(M, Map, Id);
  if (!Prepare)
    return std::int64_t(Map.Addr);
  int Err = 0;
  switch (M.F.Later) {
  case LaterWork::None:
    break;
  case LaterWork::Actions:
    if (IsNew)
      Err = mmapActionComplete(M, D.Act, Id, /*IsCompat=*/false);
    break;
  case LaterWork::Finish:
  case LaterWork::Complete:
    Err = callLaterHook(M, D, Id, IsNew);
    break;
  }
  return Err ? Err : std::int64_t(Map.Addr);
}

/// mmap_region(): shared writable mappings hold off sealing meanwhile.
static std::int64_t mmapRegion(Machine &M, MmapState &Map) {
  StepScope Step(M, "mmap_region");
  FileId File = Map.File;
  bool Writable = File && (Map.Flags & (VM_SHARED | VM_MAYWRITE)) ==
                              (VM_SHARED | VM_MAYWRITE);
  if (Writable) {
    StepScope Count(M, "mapping_map_writable");
    ++M.file(File).Writable;
  }
  std::int64_t Ret = mmapRegionInner(M, Map);
  if (Writable) {
    StepScope Count(M, "mapping_unmap_writable");
    --M.file(File).Writable;
  }
  return Ret;
}

/// The vm_flags that do_mmap() computes. \returns 0 or -errno.
static int calcFlags(const Machine &M, FlagSet &Flags) {
  const MmapCall &Call = M.S.Mmap;
  Flags = Call.Prot | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
  if (Call.Locked)
    Flags |= VM_LOCKED;
  if (Call.NoReserve)
    Flags |= VM_NORESERVE;
  Flags &= ~Call.Withheld;
  if (Call.File.empty())
    return 0;
  const File *F = nullptr;
  for (const File &Candidate : M.S.Files)
    if (Candidate.Name == Call.File)
      F = &Candidate;
  if (Call.Shared) {
    if (Call.Prot & VM_WRITE && !F->Writable)
      return -EACCES;
    Flags |= VM_SHARED | VM_MAYSHARE;
    if (!F->Writable)
      Flags &= ~(VM_MAYWRITE | VM_SHARED);
  }
  if (F->NoExec) {
    if (Call.Prot & VM_EXEC)
      return -EPERM;
    Flags &= ~VM_MAYEXEC;
  }
  return 0;
}

std::int64_t doMmap(Machine &M) {
  StepScope Step(M, "do_mmap");
  const MmapCall &Call = M.S.Mmap;
  std::uint64_t PageMask = M.pageSize() - 1;
  if (!Call.Len)
    return -EINVAL;
  std::uint64_t Len = (Call.Len + PageMask) & ~PageMask;
  if (!Len)
    return -ENOMEM;
  if (Call.Pgoff + (Len >> M.PageShift) < Call.Pgoff)
    return -EOVERFLOW;
  MmapState Map;
  if (int Err = calcFlags(M, Map.Flags))
    return Err;
  constexpr std::uint64_t TaskSize = 0x7ffffffff000;
  if (Len > TaskSize || Call.Addr > TaskSize - Len)
    return -ENOMEM;
  Map.Addr = Call.Addr;
  Map.End = Call.Addr + Len;
  Map.File = M.fileByName(Call.File);
  Map.Pgoff = Map.File ? Call.Pgoff : Call.Addr >> M.PageShift;
  return mmapRegion(M, Map);
}

} // namespace premap::model
