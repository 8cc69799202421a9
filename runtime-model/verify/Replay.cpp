#include "verify/Replay.h"

#include "kernel/Releases.h"

#include <algorithm>

namespace premap::verify {

using model::Pipeline;
using model::Scenario;

Pipeline targetPipeline(const PrepareFeatures &Features,
                        const std::string &TargetApi) {
  if (const kernel::Release *R = kernel::releaseNamed(TargetApi))
    if (auto Known = model::pipelineNamed(R->Prepare))
      return *Known;
  if (Features.AnonPgoff)
    return Pipeline::Prepare73;
  if (Features.ErrorOverride)
    return Pipeline::Prepare72;
  if (Features.Checked)
    return Pipeline::Prepare71;
  if (!Features.AddOnlyCompat)
    return Pipeline::Prepare70;
  if (Features.Actions)
    return Pipeline::Prepare619;
  return Features.VmFile ? Pipeline::Prepare618 : Pipeline::Prepare617;
}

Pipeline legacyOf(Pipeline Target) {
  for (const kernel::Release &R : kernel::releases())
    if (R.Prepare == model::name(Target) || R.Compat == model::name(Target))
      if (auto Legacy = model::pipelineNamed(R.Legacy))
        return *Legacy;
  return Pipeline::Legacy612;
}

std::optional<Pipeline> compatOf(Pipeline Target) {
  for (const kernel::Release &R : kernel::releases())
    if (R.Prepare == model::name(Target))
      return model::pipelineNamed(R.Compat);
  return std::nullopt;
}

static bool isCompat(Pipeline Target) {
  return std::any_of(kernel::releases().begin(), kernel::releases().end(),
                     [&](const kernel::Release &R) {
                       return R.Compat == model::name(Target);
                     });
}

Replay::Replay(PathSolver &Solver, const MmapInputs &In,
               const ResourceTable &Table, Universe &U, const Layout &OldTypes,
               Pipeline Target)
    : Solver(Solver), In(In), Table(Table), U(U), OldTypes(OldTypes),
      Target(Target) {}

model::Result Replay::run(const Scenario &S) {
  ++Count;
  model::RunOptions Options;
  Options.Steps = false;
  return model::run(S, Options);
}

/// Leaks that the driver is to blame for.
static std::vector<model::Leak> driverLeaks(const model::Result &R) {
  std::vector<model::Leak> Leaks = R.Leaks;
  std::erase_if(Leaks, [](const model::Leak &L) { return L.CoreBug; });
  return Leaks;
}

/// How finely the kernel merges is not what a hook promises, and differs from
/// release to release: neighbours that say the same count as one.
static std::vector<model::Mapping>
coalesced(const std::vector<model::Mapping> &Mappings, std::uint64_t PageSize,
          bool IgnoreProt) {
  std::vector<model::Mapping> Result;
  for (model::Mapping M : Mappings) {
    M.Flags &= ~std::uint64_t(model::VM_SOFTDIRTY);
    if (IgnoreProt)
      M.PageProt.clear();
    if (!Result.empty()) {
      model::Mapping Joined = Result.back();
      std::uint64_t Pages = (Joined.End - Joined.Start) / PageSize;
      bool Adjacent = Joined.End == M.Start && Joined.Pgoff + Pages == M.Pgoff;
      Joined.Start = M.Start;
      Joined.End = M.End;
      Joined.Pgoff = M.Pgoff;
      if (Adjacent && Joined == M) {
        Result.back().End = M.End;
        continue;
      }
    }
    Result.push_back(std::move(M));
  }
  return Result;
}

/// What is not the same after both calls, in words; "" if nothing, or if the
/// kernel stops in both.
static std::string difference(const model::Result &Old,
                              const model::Result &New, std::uint64_t PageSize,
                              bool IgnoreProt) {
  if (Old.StoppedEarly && New.StoppedEarly)
    return "";
  if (Old.Return != New.Return)
    return "the call returns something else";
  std::vector<model::Leak> Before = driverLeaks(Old), After = driverLeaks(New);
  if (Before != After)
    return After.empty() ? "the old handler leaks" : After.front().str();
  if (coalesced(Old.Mappings, PageSize, IgnoreProt) !=
      coalesced(New.Mappings, PageSize, IgnoreProt))
    return "the mappings differ";
  if (Old.Ptes != New.Ptes)
    return "the page table entries differ";
  if (Old.LocksHeld != New.LocksHeld)
    return "other locks are held";
  return "";
}

/// What the hooks did in the driver itself, in words; "" if the same.
static std::string driverDifference(const model::Result &Old,
                                    const model::Result &New) {
  if (Old.Calls != New.Calls)
    return "the driver's functions are called otherwise";
  if (Old.Memory != New.Memory)
    return "the driver's memory differs";
  return "";
}

/// Whether the replay does all that the outcome does in the driver: it knows
/// nothing of what mapped() and close() do there.
static bool actsInHookOnly(const Outcome &O) {
  return std::none_of(O.S.Effects.begin(), O.S.Effects.end(),
                      [](const Effect &E) { return E.InMapped || E.InClose; });
}

/// The final state; of a long mapping only what can be told in a line.
static nlohmann::json plainJson(const Scenario &S, const model::Result &R) {
  if (S.Mmap.Len / S.PageSize > 64)
    return {{"return", R.Return}, {"mappings", R.Mappings.size()}};
  return nlohmann::json::parse(model::toJson(S, R).dump());
}

nlohmann::json Replay::confirm(const Witness &W, const Outcome &Old,
                               const Outcome &New, bool OldLegacy,
                               bool NewLegacy) {
  ScenarioBuilder Build(W, Table);
  bool Close = Old.HasClose || New.HasClose;
  Pipeline Legacy = legacyOf(Target);
  Scenario A = Build.build(Old, OldLegacy ? Legacy : Target, OldLegacy, Close);
  Scenario B = Build.build(New, NewLegacy ? Legacy : Target, NewLegacy, Close);
  std::optional<std::string> Defect = model::findDefect(A);
  if (!Defect)
    Defect = model::findDefect(B);
  if (Defect)
    return {{"confirmed", false}, {"reason", *Defect}};
  model::Result RunA = run(A), RunB = run(B);
  std::string What = difference(RunA, RunB, A.PageSize, false);
  bool BothStop = RunA.StoppedEarly && RunB.StoppedEarly;
  if (What.empty() && !BothStop && actsInHookOnly(Old) && actsInHookOnly(New))
    What = driverDifference(RunA, RunB);
  if (What.empty() && OldLegacy && !NewLegacy) {
    // Not with this call alone: perhaps with a neighbour or a failure.
    ReplayReport Report;
    if (!runCases(W, {&Old, &New, {}}, {}, Report))
      return {{"confirmed", true},
              {"difference", Report.Sentence},
              {"scenario", Report.Mismatch["scenario"]},
              {"old", Report.Mismatch["old"]},
              {"new", Report.Mismatch["new"]}};
  }
  return {{"confirmed", !What.empty()},
          {"difference", What},
          {"old", plainJson(A, RunA)},
          {"new", plainJson(B, RunB)}};
}

namespace {

/// One cell of the scenario matrix.
struct Cell {
  bool Before = false, After = false; ///< neighbours that could merge
  std::optional<model::Failure::KindType> Fail;
  model::Arch Machine = model::Arch::Generic;
  bool Compat = false;

  std::string text() const {
    std::string Text;
    auto add = [&Text](const std::string &Part) {
      Text += (Text.empty() ? "" : ", ") + Part;
    };
    if (Before)
      add("a mapping before that could merge");
    if (After)
      add("a mapping after that could merge");
    if (Fail == model::Failure::VmAreaAlloc)
      add("vm_area_alloc() fails");
    if (Fail == model::Failure::MaplePrealloc)
      add("vma_iter_prealloc() fails");
    if (Fail == model::Failure::Accounting)
      add("memory accounting fails");
    if (Machine != model::Arch::Generic)
      add("architecture " + std::string(model::name(Machine)));
    if (Compat)
      add("through the compatibility path");
    return Text.empty() ? "a plain call" : Text;
  }
};

} // namespace

static std::vector<Cell> cells(const OutcomePair &P, bool HasCompat) {
  std::vector<Cell> Cells;
  bool Maps =
      P.Old->Stopped == Stage::Mapped && P.New->Stopped == Stage::Mapped;
  if (!Maps)
    return {Cell{}};
  for (bool Before : {false, true})
    for (bool After : {false, true})
      for (int Fail = 0; Fail < 4; ++Fail) {
        Cell C;
        C.Before = Before;
        C.After = After;
        if (Fail == 1)
          C.Fail = model::Failure::VmAreaAlloc;
        if (Fail == 2)
          C.Fail = model::Failure::MaplePrealloc;
        if (Fail == 3)
          C.Fail = model::Failure::Accounting;
        Cells.push_back(C);
      }
  for (model::Arch A :
       {model::Arch::X86, model::Arch::Arm64, model::Arch::Csky,
        model::Arch::MipsAlchemy, model::Arch::Sparc32, model::Arch::Sparc64}) {
    Cell C;
    C.Machine = A;
    Cells.push_back(C);
  }
  if (HasCompat) {
    Cell C;
    C.Compat = true;
    Cells.push_back(C);
  }
  return Cells;
}

/// \returns false at a mismatch, which is then in \p Report.
bool Replay::runCases(const Witness &W, const OutcomePair &P,
                      const std::set<std::string> &Explained,
                      ReplayReport &Report) {
  ScenarioBuilder Build(W, Table);
  bool Close = P.Old->HasClose || P.New->HasClose;
  std::optional<Pipeline> Compat = compatOf(Target);
  for (const Cell &C : cells(P, Compat.has_value())) {
    std::uint64_t Page = Build.failingPage(*P.Old);
    Scenario A = Build.build(*P.Old, legacyOf(Target), true, Close, Page);
    Scenario B =
        Build.build(*P.New, C.Compat ? *Compat : Target, false, Close, Page);
    for (Scenario *S : {&A, &B}) {
      S->Machine = C.Machine;
      for (bool Before : {true, false})
        if (Before ? C.Before : C.After)
          if (auto M = Build.neighbour(*P.New, Before, Close))
            S->Mappings.push_back(*M);
      if (C.Fail) {
        model::Failure F;
        F.Kind = *C.Fail;
        S->Fail.push_back(F);
      }
    }
    if (model::findDefect(A) || model::findDefect(B))
      continue;
    model::Result RunA = run(A), RunB = run(B);
    std::string What = difference(RunA, RunB, A.PageSize,
                                  Explained.count("page_prot_from_remap"));
    // A mapping that merges on one side only needs no allocation there; and
    // what the driver stores per call is said to be overwritten.
    bool Leaks =
        !driverLeaks(RunB).empty() && driverLeaks(RunA) != driverLeaks(RunB);
    bool Merge = (C.Before || C.After) &&
                 (C.Fail || Explained.count("private_data_on_merge"));
    if (What.empty() || (Merge && !Leaks))
      continue;
    if (C.Compat) {
      Report.CompatSentence = What;
      if (!RunB.Warnings.empty())
        Report.CompatSentence += ", " + RunB.Warnings.front();
      continue;
    }
    Report.Sentence = What + " (" + C.text() + ")";
    Report.Mismatch = {{"difference", What},
                       {"inputs", W.inputs(*P.Old, *P.New)},
                       {"scenario", C.text()},
                       {"old", plainJson(A, RunA)},
                       {"new", plainJson(B, RunB)}};
    return false;
  }
  return true;
}

ReplayReport Replay::matrix(const Comparison &C,
                            CpuClock::time_point Deadline) {
  // These say themselves that the calls end differently, or that what one of
  // them does leaves nothing.
  static const std::set<std::string> EndsDifferently{
      "remap_error_returned", "range_checked", "prepare_error_untranslated",
      "not_taken_in_vain"};
  ReplayReport Report;
  for (const OutcomePair &P : C.Pairs) {
    std::set<std::string> Explained;
    bool Skip = false;
    for (const Finding &F : C.Findings)
      if (F.Old == P.Old && F.New == P.New) {
        Explained.insert(F.Id);
        Skip |= EndsDifferently.count(F.Id) != 0;
      }
    for (const Outcome *O : {P.Old, P.New})
      Skip |= O->Stopped == Stage::Crashed || O->Stopped == Stage::Unknown ||
              wasWrittenByHook(*O);
    // There an action fails with the model's own error number, whatever the
    // witness says; that it is returned as it is was compared.
    Skip |= isCompat(Target) && P.New->Stopped == Stage::Action;
    if (Skip)
      continue;
    if (CpuClock::now() > Deadline) {
      Cut = true;
      break;
    }
    std::optional<Witness> W =
        Witness::find(U, Solver, In, OldTypes, P.Condition);
    if (W && !runCases(*W, P, Explained, Report))
      break;
  }
  return Report;
}

} // namespace premap::verify
