// Bookkeeping of the modelled machine: names, steps, references, locks, PTEs.
#include "model/Machine.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>

namespace premap::model {

/// The vm_ops of mappings that were there before the call.
static const VmOps ClosingOps{true, {}, false, {}, {}, {}};
static const VmOps SilentOps{};

Machine::Machine(const Scenario &Scen, const RunOptions &Opts)
    : S(Scen), F(featuresOf(Scen.Pipe)), Options(Opts),
      PageShift(std::countr_zero(Scen.PageSize)),
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

//===--- Page tables ------------------------------------------------------===//

void Machine::zap(std::uint64_t Start, std::uint64_t End) {
  std::vector<PteRun> Kept;
  for (const PteRun &Run : Ptes) {
    std::uint64_t RunEnd = Run.Addr + (Run.Pages << PageShift);
    if (RunEnd <= Start || Run.Addr >= End) {
      Kept.push_back(Run);
      continue;
    }
    if (Run.Addr < Start) {
      PteRun Left = Run;
      Left.Pages = (Start - Run.Addr) >> PageShift;
      Kept.push_back(Left);
    }
    if (RunEnd > End) {
      PteRun Right = Run;
      Right.Addr = End;
      Right.Pages = (RunEnd - End) >> PageShift;
      Right.Pfn += (End - Run.Addr) >> PageShift;
      Kept.push_back(Right);
    }
  }
  Ptes = std::move(Kept);
}

bool Machine::populated(std::uint64_t Start, std::uint64_t End) const {
  return std::any_of(Ptes.begin(), Ptes.end(), [&](const PteRun &Run) {
    return Run.Addr < End && Run.Addr + (Run.Pages << PageShift) > Start;
  });
}

/// The hook decided before the second thread came; the PTEs come after it.
static void warnIfRevoked(Machine &M, const PteRun &Run) {
  if (!M.RaceAfterHook || M.InHook || Run.Addr < M.S.Mmap.Addr)
    return;
  const Interleave &What = *M.Race.What;
  std::uint64_t Off =
      M.S.Mmap.Pgoff + ((Run.Addr - M.S.Mmap.Addr) >> M.PageShift);
  if (What.File == M.S.Mmap.File && Off < What.Pgoff + What.Pages &&
      What.Pgoff < Off + Run.Pages)
    M.warn("unmap_mapping_range() between mmap_prepare and the action is lost: "
           "the PTEs come after it");
}

void Machine::install(const PteRun &Run) {
  if (!Run.Pages)
    return;
  warnIfRevoked(*this, Run);
  auto It = std::lower_bound(
      Ptes.begin(), Ptes.end(), Run.Addr,
      [](const PteRun &R, std::uint64_t Addr) { return R.Addr < Addr; });
  Ptes.insert(It, Run);
}

//===--- The second thread ------------------------------------------------===//

/// unmap_mapping_range(): zaps what i_mmap leads to. PTEs of the new mapping's
/// pages of the file that it does not find are stale from now on.
void Machine::runRace() {
  Race.Done = true;
  Race.Waiting = false;
  RaceAfterHook = HookRan;
  const Interleave &What = *Race.What;
  FileId Id = fileByName(What.File);
  if (tracing())
    Trace.push_back({Depth, {"unmap_mapping_range", {}}, "by another thread"});
  std::uint64_t Last = What.Pgoff + What.Pages;
  for (const Vma &V : Vmas) {
    if (!V.Linked || V.File != Id)
      continue;
    std::uint64_t First = std::max(V.Pgoff, What.Pgoff);
    std::uint64_t End = std::min(V.Pgoff + (V.size() >> PageShift), Last);
    if (First < End)
      zap(V.Start + ((First - V.Pgoff) << PageShift),
          V.Start + ((End - V.Pgoff) << PageShift));
  }
  if (What.File != S.Mmap.File)
    return;
  for (const PteRun &Run : Ptes) {
    if (Run.Addr < S.Mmap.Addr)
      continue;
    // Where the page lies in the file, as the caller of mmap() sees it.
    std::uint64_t Off = S.Mmap.Pgoff + ((Run.Addr - S.Mmap.Addr) >> PageShift);
    std::uint64_t First = std::max(Off, What.Pgoff);
    std::uint64_t End = std::min(Off + Run.Pages, Last);
    if (First >= End)
      continue;
    PteRun Stale = Run;
    Stale.Addr += (First - Off) << PageShift;
    Stale.Pfn += First - Off;
    Stale.Pages = End - First;
    StalePtes.push_back(Stale);
  }
  if (tracing() && !StalePtes.empty())
    note("PTEs of the range survive: their VMA is not in i_mmap");
}

//===--- Protection bits and printing -------------------------------------===//

Pgprot vmGetPageProt(FlagSet Flags) {
  Pgprot P;
  P.Write = (Flags & (VM_WRITE | VM_SHARED)) == (VM_WRITE | VM_SHARED);
  return P;
}

Pgprot vmPgprotModify(Pgprot Old, FlagSet Flags) {
  Old.Write = vmGetPageProt(Flags).Write;
  return Old;
}

std::string describe(const Machine &M, Pgprot P, FlagSet Flags) {
  std::string Text = P.Cache ? M.str(P.Cache) : "default";
  if (P.Decrypted)
    Text += ",decrypted";
  bool Expected = vmGetPageProt(Flags).Write;
  if (P.Write != Expected)
    Text += P.Write ? ",writable" : ",write-protected";
  return Text;
}

static constexpr std::pair<int, const char *> ErrorNames[] = {
    {EPERM, "EPERM"},
    {ENOENT, "ENOENT"},
    {EIO, "EIO"},
    {ENXIO, "ENXIO"},
    {E2BIG, "E2BIG"},
    {EBADF, "EBADF"},
    {EAGAIN, "EAGAIN"},
    {ENOMEM, "ENOMEM"},
    {EACCES, "EACCES"},
    {EFAULT, "EFAULT"},
    {EBUSY, "EBUSY"},
    {EEXIST, "EEXIST"},
    {ENODEV, "ENODEV"},
    {EINVAL, "EINVAL"},
    {ENOTTY, "ENOTTY"},
    {ETXTBSY, "ETXTBSY"},
    {EFBIG, "EFBIG"},
    {ENOSPC, "ENOSPC"},
    {EROFS, "EROFS"},
    {EPIPE, "EPIPE"},
    {ERANGE, "ERANGE"},
    {EDEADLK, "EDEADLK"},
    {ENOSYS, "ENOSYS"},
    {ENODATA, "ENODATA"},
    {EPROTO, "EPROTO"},
    {EOVERFLOW, "EOVERFLOW"},
    {EOPNOTSUPP, "EOPNOTSUPP"},
    {ESTALE, "ESTALE"},
    {EINTR, "EINTR"},
    {ESRCH, "ESRCH"},
    {EISDIR, "EISDIR"},
    {ENOTDIR, "ENOTDIR"},
    {ESPIPE, "ESPIPE"},
    {EMFILE, "EMFILE"},
    {ENFILE, "ENFILE"},
    {EXDEV, "EXDEV"},
    {ETIMEDOUT, "ETIMEDOUT"},
    {ECANCELED, "ECANCELED"},
    {EREMOTEIO, "EREMOTEIO"},
    {512, "ERESTARTSYS"},
    {524, "ENOTSUPP"},
    {517, "EPROBE_DEFER"},
    {ENOLCK, "ENOLCK"},
    {ESHUTDOWN, "ESHUTDOWN"},
    {ENOTCONN, "ENOTCONN"},
    {EILSEQ, "EILSEQ"},
    {EBADFD, "EBADFD"},
    {EUCLEAN, "EUCLEAN"},
    {EMSGSIZE, "EMSGSIZE"},
    {EDOM, "EDOM"},
    {ENOBUFS, "ENOBUFS"},
};

std::string errorName(std::int64_t Error) {
  for (auto [Number, Name] : ErrorNames)
    if (Error == -Number)
      return std::string("-") + Name;
  return std::to_string(Error);
}

std::optional<int> errorByName(std::string_view Text) {
  for (auto [Number, Name] : ErrorNames)
    if (Text == std::string("-") + Name)
      return -Number;
  return std::nullopt;
}

std::string hex(std::uint64_t Value) {
  char Buffer[24];
  std::snprintf(Buffer, sizeof(Buffer), "0x%llx", (unsigned long long)Value);
  return Buffer;
}

} // namespace premap::model
