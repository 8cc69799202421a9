// Bookkeeping of the modelled machine: names, steps, references, locks.
#include "model/Machine.h"

#include <algorithm>
#include <bit>
#include <cerrno>

namespace premap::model {

/// The vm_ops of mappings that were there before the call.
static const VmOps ClosingOps{true, {}, false, {}, {}, {}};
static const VmOps SilentOps{};

/// Where there is no MMU, mmap_file() finds out what the file has.
static HookKind hookKind(const Features &F, Arch Machine) {
  bool Mmap = Machine == Arch::Nommu && F.NommuIsCompat;
  return Mmap && F.Hook == HookKind::Prepare ? HookKind::Compat : F.Hook;
}

Machine::Machine(const Scenario &Scen, const RunOptions &Opts)
    : S(Scen), F(featuresOf(Scen.Pipe)), Hook(hookKind(F, Scen.Machine)),
      Options(Opts), PageShift(std::countr_zero(Scen.PageSize)),
      FailReached(Scen.Fail.size()) {
  Names.reserve(16);
  Names.push_back({});
  VmOpsTable.reserve(8);
  VmOpsTable.resize(2);
  Vmas.reserve(Scen.Mappings.size() + 4);
  Tree.reserve(Scen.Mappings.size() + 4);
  if (Opts.Steps)
    Steps.reserve(48);
  Files.reserve(Scen.Files.size());
  for (const File &From : Scen.Files)
    Files.push_back({intern(From.Name), From.Refs, From.Refs, 0, 0});
  for (const Mapping &From : Scen.Mappings) {
    Vma V;
    V.Start = From.Start;
    V.End = From.End;
    V.Pgoff = From.Pgoff;
    V.AnonPgoff = From.AnonPgoff.value_or(From.Start >> PageShift);
    V.Flags = From.Flags;
    V.File = fileByName(From.File);
    V.Ops = From.VmOps.empty()
                ? (V.File && !From.Anonymous ? DummyOps : NoOps)
                : addVmOps(From.VmOps, From.HasClose ? ClosingOps : SilentOps);
    V.PrivateData = intern(From.PrivateData);
    V.PageProt = vmGetPageProt(From.Flags);
    if (From.PageProt != "default")
      V.PageProt.Cache = intern(From.PageProt);
    V.AnonVma = intern(From.AnonVma);
    V.Policy = intern(From.Policy);
    V.UserfaultCtx = intern(From.UserfaultCtx);
    V.AnonName = intern(From.AnonName);
    V.AnonVmaShared = From.AnonVmaShared;
    V.InTree = V.EverInTree = true;
    if (V.File) {
      V.Linked = true;
      --file(V.File).RefsBefore;
      V.CountsWrite =
          (V.Flags & (VM_SHARED | VM_MAYWRITE)) == (VM_SHARED | VM_MAYWRITE);
      file(V.File).Writable += V.CountsWrite;
    }
    if (V.Flags & VM_ACCOUNT)
      Charge += std::int64_t(V.size() >> PageShift);
    Tree.push_back(VmaId(Vmas.size()));
    Vmas.push_back(V);
  }
  std::sort(Tree.begin(), Tree.end(),
            [this](VmaId A, VmaId B) { return Vmas[A].Start < Vmas[B].Start; });
}

Name Machine::intern(std::string_view Text) {
  for (std::size_t I = 0; I < Names.size(); ++I)
    if (Names[I] == Text)
      return Name(I);
  Names.push_back(Text);
  return Name(Names.size() - 1);
}

FileId Machine::fileByName(std::string_view Text) const {
  for (std::size_t I = 0; I < Files.size(); ++I)
    if (Names[Files[I].Id] == Text)
      return FileId(I + 1);
  return 0;
}

OpsId Machine::addVmOps(std::string_view Text, const VmOps &Hooks) {
  Name Id = intern(Text);
  for (std::size_t I = DummyOps + 1; I < VmOpsTable.size(); ++I)
    if (VmOpsTable[I].Id == Id && VmOpsTable[I].Hooks == &Hooks)
      return OpsId(I);
  VmOpsTable.push_back({Id, &Hooks});
  return OpsId(VmOpsTable.size() - 1);
}

//===--- The record -------------------------------------------------------===//

StepScope::StepScope(Machine &Mach, const char *Function, OpsId Ops) : M(Mach) {
  M.point(Function, Ops);
  if (M.Options.Steps)
    M.Steps.push_back({Function, Ops});
  if (M.tracing())
    M.Trace.push_back({M.Depth, {Function, M.str(M.VmOpsTable[Ops].Id)}, {}});
  ++M.Depth;
}

void Machine::note(std::string_view Effect) {
  if (Options.Trace)
    Trace.push_back({Depth, {}, std::string(Effect)});
}

void Machine::warn(std::string Text) {
  note("warning: " + Text);
  if (std::find(Warnings.begin(), Warnings.end(), Text) == Warnings.end())
    Warnings.push_back(std::move(Text));
}

void Machine::point(const char *Function, OpsId Ops) {
  std::size_t Here = Points++;
  if (!Race.What || Race.Done)
    return;
  if (!Race.Waiting) {
    const std::string &At = Race.What->At;
    if (At.empty() ? Here != Race.Point
                   : !Function ||
                         (At != Function &&
                          At != Step{Function, str(VmOpsTable[Ops].Id)}.str()))
      return;
  }
  if (RmapLock && Race.What->File == text(file(RmapLock).Id)) {
    Race.Waiting = true;
    return;
  }
  runRace();
}

bool Machine::fails(Failure::KindType Kind) {
  for (std::size_t I = 0; I < S.Fail.size(); ++I)
    if (S.Fail[I].Kind == Kind) {
      FailReached[I] = true;
      return true;
    }
  return false;
}

std::optional<std::uint64_t> Machine::failingPage() {
  std::optional<std::uint64_t> First;
  if (ActionMustFail)
    First = PagesPopulated;
  for (const Failure &Fail : S.Fail)
    if (Fail.Kind == Failure::Remap && Fail.Page >= PagesPopulated &&
        (!First || Fail.Page < *First))
      First = Fail.Page;
  return First;
}

void Machine::markFailed(Failure::KindType Kind) {
  for (std::size_t I = 0; I < S.Fail.size(); ++I)
    if (S.Fail[I].Kind == Kind &&
        (Kind != Failure::Remap || S.Fail[I].Page == PagesPopulated))
      FailReached[I] = true;
}

//===--- References, charge and resources ---------------------------------===//

void Machine::vmaClose(VmaId Id) {
  const VmOps *Hooks = hooksOf(Vmas[Id]);
  OpsId Ops = Vmas[Id].Ops;
  bool WasMapped = Vmas[Id].Mapped;
  Vmas[Id].Ops = DummyOps;
  if (!Hooks || !Hooks->Close)
    return;
  StepScope Step(*this, "close", Ops);
  if (Hooks->Mapped && F.MappedHook && !WasMapped)
    warn("close(" + str(VmOpsTable[Ops].Id) +
         ") runs for a mapping whose mapped() did not succeed");
  for (const std::string &Resource : Hooks->CloseReleases)
    release(intern(Resource), Id);
  for (std::size_t I = Holdings.size(); I-- > 0;)
    if (Holdings[I].Owner == Id)
      release(Holdings[I].Resource, Id);
}

void Machine::vmaOpen(VmaId Id) {
  // A close() without an open() that balances it could not survive a split.
  const VmOps *Hooks = hooksOf(Vmas[Id]);
  if (!Hooks || !Hooks->Close)
    return;
  StepScope Step(*this, "open", Vmas[Id].Ops);
}

void Machine::getFile(FileId Id) {
  StepScope Step(*this, "get_file");
  ++file(Id).Refs;
  if (tracing())
    note(str(file(Id).Id) + " has " + std::to_string(file(Id).Refs) +
         " references");
}

void Machine::fput(FileId Id) {
  StepScope Step(*this, "fput");
  --file(Id).Refs;
  if (tracing())
    note(str(file(Id).Id) + " has " + std::to_string(file(Id).Refs) +
         " references");
}

void Machine::acquire(Name Resource, VmaId Owner) {
  Holdings.push_back({Resource, Owner});
  for (ResourceCount &R : Resources)
    if (R.Id == Resource) {
      ++R.Count;
      return;
    }
  Resources.push_back({Resource, 1});
}

void Machine::release(Name Resource, VmaId Owner) {
  for (std::size_t I = Holdings.size(); I-- > 0;)
    if (Holdings[I].Resource == Resource && Holdings[I].Owner == Owner) {
      Holdings.erase(Holdings.begin() + std::ptrdiff_t(I));
      break;
    }
  for (ResourceCount &R : Resources)
    if (R.Id == Resource) {
      --R.Count;
      return;
    }
  Resources.push_back({Resource, -1});
}

void Machine::moveHoldings(VmaId From, VmaId To) {
  for (Holding &H : Holdings)
    if (H.Owner == From)
      H.Owner = To;
}

void Machine::lock(Name L) {
  if (std::find(Locks.begin(), Locks.end(), L) != Locks.end()) {
    warn("deadlock: " + str(L) + " is taken by the task that holds it");
    throw Stopped{-EDEADLK};
  }
  Locks.push_back(L);
}

void Machine::unlock(Name L) {
  auto It = std::find(Locks.begin(), Locks.end(), L);
  if (It == Locks.end()) {
    warn(str(L) + " is unlocked but not held");
    return;
  }
  Locks.erase(It);
}

std::vector<std::string> Machine::heldLocks() const {
  std::vector<std::string> Held;
  for (Name L : Locks)
    Held.push_back(str(L));
  return Held;
}

void Machine::callDriver(const std::string &Call) {
  Calls.push_back({Call, "", heldLocks()});
}

void Machine::storeToDriver(const std::string &Place,
                            const std::string &Value) {
  Memory[Place] = {Place, Value, heldLocks()};
}

void Machine::lockRmap(FileId Id) {
  if (RmapLock != Id)
    return;
  warn("deadlock: the task that holds i_mmap_rwsem of " + str(file(Id).Id) +
       " takes it again");
  throw Stopped{-EDEADLK};
}

void Machine::unlockRmap() {
  RmapLock = 0;
  if (Race.Waiting)
    point();
}

} // namespace premap::model
