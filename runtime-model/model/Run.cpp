// Runs a scenario once, or once for every moment at which a second thread may
// act, and puts the outcome into a Result.
#include "model/Invariants.h"
#include "model/Mmap.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace premap::model {

//===--- From the machine to the result -----------------------------------===//

static Mapping toMapping(const Machine &M, const Vma &V) {
  Mapping To;
  To.Start = V.Start;
  To.End = V.End;
  To.Pgoff = V.Pgoff;
  To.File = V.File ? M.text(M.Files[V.File - 1].Id) : std::string_view();
  To.Flags = V.Flags;
  To.VmOps = M.text(M.VmOpsTable[V.Ops].Id);
  const VmOps *Hooks = M.hooksOf(V);
  To.HasClose = Hooks && Hooks->Close;
  To.PrivateData = M.text(V.PrivateData);
  To.PageProt = describe(M, V.PageProt, V.Flags);
  if (M.F.AnonPgoff && V.File && V.AnonPgoff != V.Start >> M.PageShift)
    To.AnonPgoff = V.AnonPgoff;
  To.AnonVma = M.text(V.AnonVma);
  To.Policy = M.text(V.Policy);
  To.UserfaultCtx = M.text(V.UserfaultCtx);
  To.AnonName = M.text(V.AnonName);
  To.AnonVmaShared = V.AnonVmaShared;
  To.Anonymous = V.File && V.Ops == NoOps;
  return To;
}

static bool continues(const Pte &A, const Pte &B, unsigned PageShift) {
  return A.Addr + (A.Pages << PageShift) == B.Addr &&
         A.Pfn + A.Pages == B.Pfn && A.Prot == B.Prot && A.Special == B.Special;
}

/// Appends a run, which must not lie below the last one.
static void append(std::vector<Pte> &To, Pte Run, unsigned PageShift) {
  if (!To.empty() && continues(To.back(), Run, PageShift))
    To.back().Pages += Run.Pages;
  else
    To.push_back(std::move(Run));
}

static std::vector<Pte> toPtes(const Machine &M, std::vector<PteRun> Runs) {
  std::sort(Runs.begin(), Runs.end(),
            [](const PteRun &A, const PteRun &B) { return A.Addr < B.Addr; });
  std::vector<Pte> Ptes;
  for (const PteRun &Run : Runs) {
    VmaId Id = vmaAt(M, Run.Addr);
    FlagSet Flags = Id == NoVma ? 0 : M.Vmas[Id].Flags;
    append(Ptes,
           {Run.Addr, Run.Pfn, describe(M, Run.Prot, Flags), Run.Special,
            Run.Pages},
           M.PageShift);
  }
  return Ptes;
}

static void warnUnreached(Machine &M) {
  static constexpr const char *Names[] = {
      "vm_area_alloc", "maple_prealloc", "remap",  "action",        "mapped",
      "accounting",    "may_expand_vm",  "gather", "merge_prealloc"};
  for (std::size_t I = 0; I < M.S.Fail.size(); ++I)
    if (!M.reached(I))
      M.warn(std::string("fail: ") + Names[M.S.Fail[I].Kind] +
             " was never reached");
  if (M.Race.What && !M.Race.Done && !M.Race.What->At.empty())
    M.warn("interleave: " + M.Race.What->At + " was never reached");
}

static Result toResult(Machine &M, std::int64_t Return) {
  Result R;
  R.Return = Return;
  R.StoppedEarly = M.StoppedEarly;
  checkInvariants(M, Return < 0);
  warnUnreached(M);
  R.Steps.reserve(M.Steps.size());
  for (const StepRecord &Step : M.Steps)
    R.Steps.push_back({Step.Function, M.str(M.VmOpsTable[Step.Ops].Id)});
  R.Mappings.reserve(M.Tree.size());
  for (VmaId Id : M.Tree)
    R.Mappings.push_back(toMapping(M, M.Vmas[Id]));
  R.Ptes = toPtes(M, M.Ptes);
  R.StalePtes = toPtes(M, M.StalePtes);
  for (const FileState &F : M.Files)
    R.Files.push_back({M.str(F.Id), F.Refs});
  for (const ResourceCount &Count : M.Resources)
    R.Resources.push_back({M.str(Count.Id), Count.Count});
  R.LocksHeld = M.heldLocks();
  if (M.RmapLock)
    R.LocksHeld.push_back("i_mmap_rwsem(" + M.str(M.Files[M.RmapLock - 1].Id) +
                          ")");
  R.Charge = M.Charge;
  R.Calls = std::move(M.Calls);
  for (auto &[Place, Last] : M.Memory)
    R.Memory.push_back(std::move(Last));
  R.Leaks = findLeaks(M);
  R.Warnings = std::move(M.Warnings);
  R.Trace = std::move(M.Trace);
  return R;
}

//===--- One run ----------------------------------------------------------===//

/// \param Points receives the number of moments at which others may act.
static Result runOnce(const Scenario &S, const RunOptions &Options,
                      const Interleave *Race, std::size_t Point,
                      std::size_t *Points) {
  Machine M(S, Options);
  M.Race.What = Race;
  M.Race.Point = Point;
  std::int64_t Return;
  try {
    Return = doMmap(M);
    M.point();
  } catch (const Stopped &Stop) {
    Return = Stop.Error;
    M.StoppedEarly = true;
  }
  if (Points)
    *Points = M.Points;
  return toResult(M, Return);
}

//===--- All interleavings ------------------------------------------------===//

template <typename T>
static void addUnion(std::vector<T> &To, const std::vector<T> &From) {
  for (const T &Item : From)
    if (std::find(To.begin(), To.end(), Item) == To.end())
      To.push_back(Item);
}

/// The pages of \p From that are in no run of \p To with the same content.
static void addPtes(std::vector<Pte> &To, const std::vector<Pte> &From,
                    unsigned PageShift) {
  std::vector<Pte> Rest = From;
  for (const Pte &Have : To) {
    std::vector<Pte> Next;
    for (const Pte &Run : Rest) {
      std::uint64_t RunEnd = Run.Addr + (Run.Pages << PageShift);
      std::uint64_t HaveEnd = Have.Addr + (Have.Pages << PageShift);
      bool Same = Run.Prot == Have.Prot && Run.Special == Have.Special &&
                  Run.Pfn - (Run.Addr >> PageShift) ==
                      Have.Pfn - (Have.Addr >> PageShift);
      if (!Same || RunEnd <= Have.Addr || HaveEnd <= Run.Addr) {
        Next.push_back(Run);
        continue;
      }
      if (Run.Addr < Have.Addr) {
        Pte Left = Run;
        Left.Pages = (Have.Addr - Run.Addr) >> PageShift;
        Next.push_back(Left);
      }
      if (RunEnd > HaveEnd) {
        Pte Right = Run;
        Right.Addr = HaveEnd;
        Right.Pfn += (HaveEnd - Run.Addr) >> PageShift;
        Right.Pages = (RunEnd - HaveEnd) >> PageShift;
        Next.push_back(Right);
      }
    }
    Rest = std::move(Next);
  }
  To.insert(To.end(), Rest.begin(), Rest.end());
  std::sort(To.begin(), To.end(), [](const Pte &A, const Pte &B) {
    return std::tie(A.Addr, A.Pfn) < std::tie(B.Addr, B.Pfn);
  });
  std::vector<Pte> Merged;
  for (Pte &Run : To)
    append(Merged, std::move(Run), PageShift);
  To = std::move(Merged);
}

static Result runEverywhere(const Scenario &S, const RunOptions &Options) {
  std::size_t Points = 0;
  Result All = runOnce(S, Options, nullptr, 0, &Points);
  unsigned PageShift = unsigned(std::countr_zero(S.PageSize));
  RunOptions Quiet;
  Quiet.Steps = false;
  for (std::size_t Point = 0; Point < Points; ++Point) {
    Result One = runOnce(S, Quiet, &*S.Race, Point, nullptr);
    addUnion(All.Mappings, One.Mappings);
    addPtes(All.Ptes, One.Ptes, PageShift);
    addPtes(All.StalePtes, One.StalePtes, PageShift);
    addUnion(All.LocksHeld, One.LocksHeld);
    addUnion(All.Leaks, One.Leaks);
    addUnion(All.Warnings, One.Warnings);
  }
  return All;
}

Result run(const Scenario &S, const RunOptions &Options) {
  if (S.Race && S.Race->At.empty())
    return runEverywhere(S, Options);
  return runOnce(S, Options, S.Race ? &*S.Race : nullptr, 0, nullptr);
}

} // namespace premap::model
