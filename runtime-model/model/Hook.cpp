// What each statement of a hook does, in legacy hooks, in mmap_prepare, and in
// the later hooks of the proposals.
#include "model/Hook.h"

#include "model/Remap.h"

namespace premap::model {

namespace {

/// The fields that a hook may change, of a VMA or of a descriptor.
struct Fields {
  std::uint64_t &Pgoff;
  FlagSet &Flags;
  Pgprot &PageProt;
  OpsId &Ops;
  Name &PrivateData;
};

/// What the hook was given: a VMA (Id) or a descriptor (D).
struct Given {
  VmaId Id = NoVma;
  Desc *D = nullptr;

  Fields fields(Machine &M) const {
    if (D)
      return {D->Pgoff, D->Flags, D->PageProt, D->Ops, D->PrivateData};
    Vma &V = M.Vmas[Id];
    return {V.Pgoff, V.Flags, V.PageProt, V.Ops, V.PrivateData};
  }
};

} // namespace

static std::string flagText(FlagSet Flags) {
  std::string Text;
  for (std::string_view Flag : flagNames(Flags))
    Text += (Text.empty() ? "" : " ") + std::string(Flag);
  return Text;
}

static void setPageProt(Machine &M, Fields To, const std::string &Mode) {
  if (Mode == "default")
    To.PageProt = vmGetPageProt(To.Flags);
  else if (Mode == "decrypted")
    To.PageProt = pgprotDecrypted(M, To.PageProt);
  else
    To.PageProt.Cache = M.intern(Mode);
}

/// vma_set_file() on a VMA; on a descriptor, get_file() and a store.
static void setFile(Machine &M, const Given &To, const std::string &Id) {
  FileId New = M.fileByName(Id);
  if (To.D) {
    M.getFile(New);
    To.D->VmFile = New;
    return;
  }
  StepScope Step(M, "vma_set_file");
  M.getFile(New);
  FileId Old = M.Vmas[To.Id].File;
  M.Vmas[To.Id].File = New;
  if (Old)
    M.fput(Old);
}

static void warnUnknownField(Machine &M, const char *Field, bool Known) {
  if (!Known)
    M.warn(std::string(Field) + " does not exist in pipeline " +
           std::string(name(M.S.Pipe)) + ": ignored");
}

/// A statement that sets fields, takes or gives something.
static void runSimple(Machine &M, const Given &To, const HandlerStep &Step) {
  Fields Set = To.fields(M);
  switch (Step.Kind) {
  case HandlerStep::SetVmOps:
    Set.Ops = Step.Name.empty() ? NoOps : M.addVmOps(Step.Name, Step.Ops);
    if (M.tracing())
      M.note("vm_ops = " + (Step.Name.empty() ? "NULL" : Step.Name));
    return;
  case HandlerStep::SetFlags:
    Set.Flags |= Step.Flags;
    if (M.tracing())
      M.note("set flags " + flagText(Step.Flags));
    return;
  case HandlerStep::ClearFlags:
    Set.Flags &= ~Step.Flags;
    if (M.tracing())
      M.note("clear flags " + flagText(Step.Flags));
    return;
  case HandlerStep::SetPageProt:
    setPageProt(M, Set, Step.Name);
    if (M.tracing())
      M.note("page_prot = " + Step.Name);
    return;
  case HandlerStep::SetPgoff:
    Set.Pgoff = Step.Value;
    if (M.tracing())
      M.note("pgoff = " + std::to_string(Step.Value));
    return;
  case HandlerStep::SetPrivateData:
    Set.PrivateData = M.intern(Step.Name);
    if (M.tracing())
      M.note("private_data = " + (Step.Name.empty() ? "NULL" : Step.Name));
    return;
  case HandlerStep::SetFile:
    setFile(M, To, Step.Name);
    return;
  case HandlerStep::Acquire:
    M.acquire(M.intern(Step.Name), NoVma);
    if (M.tracing())
      M.note("acquire " + Step.Name);
    return;
  case HandlerStep::Release:
    M.release(M.intern(Step.Name), NoVma);
    if (M.tracing())
      M.note("release " + Step.Name);
    return;
  case HandlerStep::Lock:
    M.lock(M.intern(Step.Name));
    if (M.tracing())
      M.note("lock " + Step.Name);
    return;
  case HandlerStep::Unlock:
    M.unlock(M.intern(Step.Name));
    if (M.tracing())
      M.note("unlock " + Step.Name);
    return;
  case HandlerStep::Call:
    M.callDriver(Step.Name);
    if (M.tracing())
      M.note("call " + Step.Name);
    return;
  case HandlerStep::Store:
    M.storeToDriver(Step.Name, Step.Text);
    if (M.tracing())
      M.note(Step.Name + " = " + Step.Text);
    return;
  case HandlerStep::Remap:
  case HandlerStep::SimpleIoremap:
  case HandlerStep::MapPages:
  case HandlerStep::SuccessHook:
  case HandlerStep::ErrorHook:
  case HandlerStep::ErrorOverride:
  case HandlerStep::HideFromRmap:
  case HandlerStep::Return:
    return;
  }
}

/// A call that fills page tables at once. \returns 0 or -errno.
static int runMapping(Machine &M, VmaId Id, const HandlerStep &Step) {
  const Vma &V = M.Vmas[Id];
  std::uint64_t Start = Step.Start.value_or(V.Start);
  if (Step.Kind == HandlerStep::MapPages)
    return vmInsertPages(M, Id, Start, Step.Pages);
  if (Step.Kind == HandlerStep::SimpleIoremap)
    return vmIomapMemory(M, Id, Step.Value, Step.Size.value_or(0));
  std::uint64_t Size = Step.Size.value_or(V.size());
  if (Step.Io)
    return ioRemapPfnRange(M, Id, Start, Step.Value, Size, V.PageProt);
  return remapPfnRange(M, Id, Start, Step.Value, Size, V.PageProt);
}

/// A call that asks for an action, or notes what the later hook will do.
static void requestMapping(Machine &M, Desc &D, const HandlerStep &Step) {
  if (M.F.Later == LaterWork::Finish)
    return;
  if (M.F.Later == LaterWork::Complete) {
    std::uint64_t Size = Step.Size.value_or(D.End - D.Start);
    std::uint64_t Pfn = Step.Io ? ioPfn(M, Step.Value, Size) : Step.Value;
    remapPfnRangePrepare(M, D, Step.Start.value_or(D.Start), Pfn, Size);
    return;
  }
  if (Step.Kind == HandlerStep::Remap)
    mmapActionRemap(M, D, Step);
  else if (Step.Kind == HandlerStep::SimpleIoremap)
    mmapActionSimpleIoremap(M, D, Step);
  else
    mmapActionMapKernelPages(M, D, Step);
}

/// A field of struct mmap_action; says so where it does not exist.
static void setActionField(Machine &M, const Given &To,
                           const HandlerStep &Step) {
  switch (Step.Kind) {
  case HandlerStep::SuccessHook:
    warnUnknownField(M, "success_hook", To.D && M.F.SuccessHook);
    if (To.D)
      To.D->Act.SuccessHook = Step.Error;
    return;
  case HandlerStep::ErrorHook:
    warnUnknownField(M, "error_hook", To.D && M.F.ErrorHook);
    if (To.D)
      To.D->Act.ErrorHook = Step.Error;
    return;
  case HandlerStep::ErrorOverride:
    warnUnknownField(M, "error_override", To.D && M.F.ErrorOverride);
    if (To.D)
      To.D->Act.ErrorOverride = Step.Error;
    return;
  case HandlerStep::HideFromRmap:
    warnUnknownField(M, "hide_from_rmap_until_complete",
                     To.D && M.F.HideFromRmap);
    if (To.D)
      To.D->Act.HideFromRmap = M.F.HideFromRmap;
    return;
  case HandlerStep::SetVmOps:
  case HandlerStep::SetFlags:
  case HandlerStep::ClearFlags:
  case HandlerStep::SetPageProt:
  case HandlerStep::SetPgoff:
  case HandlerStep::SetPrivateData:
  case HandlerStep::SetFile:
  case HandlerStep::Remap:
  case HandlerStep::SimpleIoremap:
  case HandlerStep::MapPages:
  case HandlerStep::Acquire:
  case HandlerStep::Release:
  case HandlerStep::Lock:
  case HandlerStep::Unlock:
  case HandlerStep::Call:
  case HandlerStep::Store:
  case HandlerStep::Return:
    return;
  }
}

static bool isMapping(HandlerStep::KindType Kind) {
  return Kind == HandlerStep::Remap || Kind == HandlerStep::SimpleIoremap ||
         Kind == HandlerStep::MapPages;
}

static bool isActionField(HandlerStep::KindType Kind) {
  return Kind == HandlerStep::SuccessHook || Kind == HandlerStep::ErrorHook ||
         Kind == HandlerStep::ErrorOverride ||
         Kind == HandlerStep::HideFromRmap;
}

/// \returns what the statements return, or nothing if they fall through.
static std::optional<int> runStatements(Machine &M, const Given &To,
                                        const std::vector<HandlerStep> &Steps) {
  for (const HandlerStep &Step : Steps) {
    M.point();
    if (Step.Kind == HandlerStep::Return) {
      if (Step.Error)
        M.note("return " + errorName(Step.Error));
      return Step.Error;
    }
    if (isActionField(Step.Kind)) {
      setActionField(M, To, Step);
      continue;
    }
    if (!isMapping(Step.Kind)) {
      runSimple(M, To, Step);
      continue;
    }
    if (To.D) {
      requestMapping(M, *To.D, Step);
      continue;
    }
    int Err = runMapping(M, To.Id, Step);
    if (!Err)
      continue;
    if (Step.OnError.empty())
      return Err;
    if (std::optional<int> Returned = runStatements(M, To, Step.OnError))
      return Returned;
  }
  return std::nullopt;
}

static int runHook(Machine &M, const char *Name, const Given &To) {
  StepScope Step(M, Name);
  M.HookRan = M.InHook = true;
  int Ret = runStatements(M, To, M.S.Handler).value_or(0);
  M.InHook = false;
  return Ret;
}

int runMmapHook(Machine &M, VmaId Id) {
  return runHook(M, "mmap", {Id, nullptr});
}

int runMmapPrepareHook(Machine &M, Desc &D) {
  return runHook(M, "mmap_prepare", {NoVma, &D});
}

/// The remaps that mmap_prepare asked for, on the VMA that is now there.
static int completeRemaps(Machine &M, VmaId Id, const Desc &D) {
  for (const HandlerStep &Step : M.S.Handler) {
    if (Step.Kind == HandlerStep::Return)
      break;
    if (Step.Kind != HandlerStep::Remap)
      continue;
    std::uint64_t Start = Step.Start.value_or(D.Start);
    std::uint64_t Size = Step.Size.value_or(D.End - D.Start);
    std::uint64_t Pfn = Step.Io ? ioPfn(M, Step.Value, Size) : Step.Value;
    Pgprot Prot = Step.Io ? pgprotDecrypted(M, D.PageProt) : D.PageProt;
    int Err;
    if (M.F.Later == LaterWork::Finish) {
      StepScope Wrapper(M, "mmap_remap_pfn_range");
      M.warn("remap_pfn_range() changes a VMA that is in the tree");
      Err = remapPfnRange(M, Id, Start, Pfn, Size, Prot);
    } else {
      Err = remapPfnRangeComplete(M, Id, Start, Pfn, Size, Prot);
    }
    if (Err)
      return Err;
  }
  return 0;
}

int runLaterHook(Machine &M, VmaId Id, const Desc &D) {
  StepScope Step(M, M.F.Later == LaterWork::Finish ? "mmap_finish"
                                                   : "mmap_complete");
  M.ActionMustFail = M.fails(Failure::Action);
  int Err = completeRemaps(M, Id, D);
  M.ActionMustFail = false;
  if (Err)
    return Err;
  return runStatements(M, {Id, nullptr}, M.S.Complete).value_or(0);
}

void runAbortHook(Machine &M) {
  if (M.S.Abort.empty())
    return;
  StepScope Step(M, "mmap_abort");
  Desc Unused;
  runStatements(M, {NoVma, &Unused}, M.S.Abort);
}

} // namespace premap::model
