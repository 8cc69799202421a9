// mm/util.c: mmap_action_prepare() and mmap_action_complete(), and the helpers
// of include/linux/mm.h.
#include "model/Action.h"

#include "model/Remap.h"
#include "model/Vma.h"

#include <cerrno>

namespace premap::model {

//===--- Helpers for hooks ------------------------------------------------===//

/// There is one slot: what was asked for before is forgotten.
static void occupy(Machine &M, Desc &D, ActionType Type) {
  if (D.Act.Type != ActionType::Nothing)
    M.warn("the hook asks for a second action: the first one is forgotten");
  D.Act.Type = Type;
}

static const char *helperName(const HandlerStep &Step) {
  bool Full = !Step.Start && !Step.Size;
  if (Step.Io)
    return Full ? "mmap_action_ioremap_full" : "mmap_action_ioremap";
  return Full ? "mmap_action_remap_full" : "mmap_action_remap";
}

void mmapActionRemap(Machine &M, Desc &D, const HandlerStep &Step) {
  StepScope Scope(M, helperName(Step));
  bool ByType = Step.Io && M.F.IoRemapType;
  occupy(M, D, ByType ? ActionType::IoRemapPfn : ActionType::RemapPfn);
  D.Act.IsIo = Step.Io;
  D.Act.Start = Step.Start.value_or(D.Start);
  D.Act.Size = Step.Size.value_or(D.End - D.Start);
  D.Act.Pfn = Step.Value;
  // Copied now: what the hook does to page_prot later has no effect.
  D.Act.Prot = D.PageProt;
  if (D.Act.Start < D.Start || D.Act.Start >= D.End ||
      D.Act.Start + D.Act.Size > D.End)
    M.warn("WARN_ON: mmap_action_remap() outside the mapping");
}

void mmapActionSimpleIoremap(Machine &M, Desc &D, const HandlerStep &Step) {
  StepScope Scope(M, "mmap_action_simple_ioremap");
  occupy(M, D, ActionType::SimpleIoRemap);
  D.Act.Phys = Step.Value;
  D.Act.Len = Step.Size.value_or(0);
}

void mmapActionMapKernelPages(Machine &M, Desc &D, const HandlerStep &Step) {
  StepScope Scope(M, Step.Start ? "mmap_action_map_kernel_pages"
                                : "mmap_action_map_kernel_pages_full");
  occupy(M, D, ActionType::MapKernelPages);
  D.Act.Start = Step.Start.value_or(D.Start);
  D.Act.Pages = &Step.Pages;
}

//===--- mmap_action_prepare() --------------------------------------------===//

/// io_remap_pfn_range_prepare(): from 7.1 on, a plain remap is left over.
static int ioRemapPfnRangePrepare(Machine &M, Desc &D) {
  StepScope Step(M, "io_remap_pfn_range_prepare");
  std::uint64_t Cooked = ioPfn(M, D.Act.Pfn, D.Act.Size);
  if (M.tracing() && Cooked != D.Act.Pfn)
    M.note("PFN " + hex(D.Act.Pfn) + " is " + hex(Cooked) + " on this arch");
  int Err = remapPfnRangePrepare(M, D, D.Act.Start, Cooked, D.Act.Size);
  if (Err || !M.F.CheckedActions)
    return Err;
  D.Act.Pfn = Cooked;
  D.Act.Prot = pgprotDecrypted(M, D.Act.Prot);
  D.Act.Type = ActionType::RemapPfn;
  D.Act.IsIo = false;
  return 0;
}

/// simple_ioremap_prepare(): pgoff and page_prot as the hook left them.
static int simpleIoremapPrepare(Machine &M, Desc &D) {
  StepScope Step(M, "simple_ioremap_prepare");
  std::uint64_t Pfn = 0;
  if (int Err =
          iomapPfn(M, D.Act.Phys, D.Act.Len, D.Pgoff, D.End - D.Start, Pfn)) {
    M.note("the mapping does not fit into the region: -EINVAL");
    return Err;
  }
  D.Act.Start = D.Start;
  D.Act.Size = D.End - D.Start;
  D.Act.Pfn = Pfn;
  D.Act.Prot = D.PageProt;
  D.Act.Type = ActionType::IoRemapPfn;
  return ioRemapPfnRangePrepare(M, D);
}

static int mapKernelPagesPrepare(Machine &M, Desc &D) {
  StepScope Step(M, "map_kernel_pages_prepare");
  if (!(D.Flags & VM_MIXEDMAP) && D.Flags & VM_PFNMAP)
    M.warn("WARN_ON: pages are mapped into a PFN mapping");
  D.Flags |= VM_MIXEDMAP;
  std::uint64_t Len = D.Act.Pages->size() << M.PageShift;
  if (rangeInVmaDesc(D, D.Act.Start, D.Act.Start + Len))
    return 0;
  M.note("the range is not inside the mapping: -EFAULT");
  return -EFAULT;
}

/// IS_ERR_VALUE(), or nothing.
static bool isErrorOrZero(int Value) {
  constexpr int MaxErrno = 4095;
  return Value <= 0 && Value >= -MaxErrno;
}

int mmapActionPrepare(Machine &M, Desc &D) {
  StepScope Step(M, "mmap_action_prepare");
  bool Nommu = M.S.Machine == Arch::Nommu;
  if (M.F.ErrorOverride && !Nommu && !isErrorOrZero(D.Act.ErrorOverride)) {
    M.warn("WARN_ON: error_override is not an error");
    return -EINVAL;
  }
  if (D.Act.Type == ActionType::Nothing)
    return 0;
  if (Nommu) {
    M.warn("WARN_ON: nommu cannot perform actions");
    return 0;
  }
  switch (D.Act.Type) {
  case ActionType::Nothing:
    return 0;
  case ActionType::RemapPfn:
    if (D.Act.IsIo)
      return ioRemapPfnRangePrepare(M, D);
    return remapPfnRangePrepare(M, D, D.Act.Start, D.Act.Pfn, D.Act.Size);
  case ActionType::IoRemapPfn:
    return ioRemapPfnRangePrepare(M, D);
  case ActionType::SimpleIoRemap:
    return simpleIoremapPrepare(M, D);
  case ActionType::MapKernelPages:
    return mapKernelPagesPrepare(M, D);
  }
  __builtin_unreachable();
}

//===--- mmap_action_complete() -------------------------------------------===//

/// io_remap_pfn_range_complete(): until 7.1, cooks the PFN a second time.
static int ioRemapPfnRangeComplete(Machine &M, const Action &A, VmaId Id) {
  StepScope Step(M, "io_remap_pfn_range_complete");
  return remapPfnRangeComplete(M, Id, A.Start, ioPfn(M, A.Pfn, A.Size), A.Size,
                               pgprotDecrypted(M, A.Prot));
}

static int performAction(Machine &M, const Action &A, VmaId Id) {
  if (A.Type == ActionType::Nothing)
    return 0;
  if (M.S.Machine == Arch::Nommu) {
    M.warn("WARN_ON: nommu cannot perform actions");
    return M.F.NommuCompleteFails ? -EINVAL : 0;
  }
  switch (A.Type) {
  case ActionType::Nothing:
    return 0;
  case ActionType::RemapPfn:
    if (A.IsIo)
      return ioRemapPfnRangeComplete(M, A, Id);
    return remapPfnRangeComplete(M, Id, A.Start, A.Pfn, A.Size, A.Prot);
  case ActionType::IoRemapPfn:
    return ioRemapPfnRangeComplete(M, A, Id);
  case ActionType::SimpleIoRemap:
    M.warn("WARN_ON: simple_ioremap was not prepared");
    return -EINVAL;
  case ActionType::MapKernelPages: {
    StepScope Step(M, "map_kernel_pages_complete");
    // After vma_set_page_prot(): write notification has its way.
    return insertPages(M, Id, A.Start, *A.Pages, M.Vmas[Id].PageProt);
  }
  }
  __builtin_unreachable();
}

/// call_vma_mapped(): the hook sees no VMA, only values and private data.
static int callVmaMapped(Machine &M, VmaId Id) {
  const VmOps *Hooks = M.hooksOf(M.Vmas[Id]);
  if (!M.F.MappedHook || !Hooks || !Hooks->Mapped)
    return 0;
  StepScope Step(M, "mapped", M.Vmas[Id].Ops);
  int Err = M.fails(Failure::Mapped) ? -ENOMEM : *Hooks->Mapped;
  if (Err) {
    M.note("mapped() fails: " + errorName(Err));
    return Err;
  }
  for (const std::string &Resource : Hooks->MappedAcquires)
    M.acquire(M.intern(Resource), Id);
  if (Hooks->MappedPrivateData)
    M.Vmas[Id].PrivateData = M.intern(*Hooks->MappedPrivateData);
  M.Vmas[Id].Mapped = true;
  return 0;
}

static int callSuccessHook(Machine &M, const Action &A, VmaId Id) {
  if (!M.F.SuccessHook || !A.SuccessHook)
    return 0;
  StepScope Step(M, "success_hook", M.Vmas[Id].Ops);
  if (*A.SuccessHook)
    M.note("success_hook() fails: " + errorName(*A.SuccessHook));
  return *A.SuccessHook;
}

static int filterError(Machine &M, const Action &A, OpsId Ops, int Err) {
  if (M.F.ErrorHook && A.ErrorHook) {
    StepScope Step(M, "error_hook", Ops);
    M.note(errorName(Err) + " becomes " + errorName(*A.ErrorHook));
    if (!*A.ErrorHook)
      M.warn("WARN_ON: error_hook() cleared the error");
    return *A.ErrorHook;
  }
  if (M.F.ErrorOverride && A.ErrorOverride) {
    M.note(errorName(Err) + " becomes " + errorName(A.ErrorOverride));
    return A.ErrorOverride;
  }
  return Err;
}

int mmapActionComplete(Machine &M, const Action &A, VmaId Id, bool IsCompat) {
  StepScope Step(M, "mmap_action_complete");
  // What happens below may close the VMA and forget its vm_ops.
  OpsId Ops = M.Vmas[Id].Ops;
  bool Hidden = M.RmapLock != 0;
  M.ActionMustFail = A.Type != ActionType::Nothing && M.fails(Failure::Action);
  int Err = performAction(M, A, Id);
  M.ActionMustFail = false;
  if (!Err)
    Err = callVmaMapped(M, Id);
  bool Unmap = Err != 0;
  if (!Err) {
    Err = callSuccessHook(M, A, Id);
    Unmap = Err && M.F.SuccessErrorUnmaps;
  }
  if (A.HideFromRmap && !IsCompat && M.Vmas[Id].Ops == NoOps)
    M.warn("WARN_ON: hide_from_rmap_until_complete of an anonymous mapping");
  if (Hidden && !M.F.MunmapUnderRmapLock)
    M.unlockRmap();
  bool Raw = IsCompat && !M.F.CompatUnmaps;
  if (Unmap && !Raw) {
    if (IsCompat)
      M.warn("WARN_ON: do_munmap() of a mapping that is not in the tree");
    doMunmap(M, M.Vmas[Id].Start, M.Vmas[Id].size());
    Err = filterError(M, A, Ops, Err);
  }
  if (Hidden && M.RmapLock)
    M.unlockRmap();
  return Err;
}

} // namespace premap::model
