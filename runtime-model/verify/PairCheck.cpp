#include "verify/PairCheck.h"
#include "kernel/Calls.h"
#include "kernel/Fields.h"
#include "verify/Callbacks.h"
#include "verify/CalleeModels.h"
#include "verify/Catalogue.h"
#include "verify/ChangedTables.h"
#include "verify/Compare.h"
#include "verify/Replay.h"
#include "verify/Trace.h"
#include "verify/Witness.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

#include <algorithm>

namespace premap::verify {
namespace {

using Clock = CpuClock;

/// One pair of hooks, from summaries to the verdict.
class PairCheck {
public:
  PairCheck(const HookPair &Hooks, Program &Old, Program &New,
            const VerifyInput &Input, const VerifyOptions &Options,
            const ResourceTable &Table, Files Which)
      : Hooks(Hooks), Old(Old), New(New), Input(Input), Options(Options),
        Table(Table), Caller(callerOf(Hooks, Input)), Which(Which),
        Begin(Clock::now()) {}

  bool readsVmFile() const { return ReadsVmFile; }
  bool isBounded() const { return Bounded; }

  VerifyResult run() {
    Result.Table = Hooks.Tables;
    if (const llvm::Function *Body = Old.body(Hooks.Old.Function))
      Result.File = Body->getParent()->getSourceFileName();
    Result.OldHandler = Hooks.Old.Function;
    Result.NewHandler = Hooks.New.Function;
    try {
      check();
    } catch (const z3::exception &E) {
      addOpen("solver_gave_up", E.msg());
    } catch (const std::bad_alloc &) {
      addOpen("budget_exceeded", "memory");
    }
    finish();
    return std::move(Result);
  }

private:
  bool isKnownToBeSame();
  void check();
  void checkCallback(const ChangedCallback &Changed, Executor &OldSide,
                     Executor &NewSide, Comparator &Compare,
                     const MmapInputs &In);
  void judge(Universe &U, PathSolver &Solver, const MmapInputs &In,
             const Comparison &C, const Summary &OldSide,
             const Summary &NewSide);
  void refute(Replay &Model, const std::vector<const Finding *> &Refuting,
              Universe &U, PathSolver &Solver, const MmapInputs &In,
              bool OldLegacy, bool NewLegacy);
  void replayMatrix(Replay &Model, const Comparison &C);
  void addOpen(const char *Id, const std::string &Detail) {
    worsen(Verdict::Inconclusive);
    addDifference(namedDifference(Id, Detail));
  }
  void addDifference(Difference D) {
    for (const Difference &Known : Result.Differences)
      if (Known.Id == D.Id && !Known.Id.empty() &&
          (Known.Message == D.Message ||
           catalogueEntry(D.Id).Severity != Weight::Open))
        return;
    Result.Differences.push_back(std::move(D));
  }
  void worsen(Verdict V) { Result.Result = std::max(Result.Result, V); }
  void addUnseen(const Executor &OldSide, const Executor &NewSide,
                 const std::set<std::string> &ComparedTables);
  void addTables();
  void addInactive();
  void addInactiveChanges(std::set<std::string> Entered);
  void addAssumptions(const Summary &OldSide, const Summary &NewSide);
  void addTrace(const Summary &Side, const std::string &Name, Universe &U) {
    if (!Options.Trace)
      return;
    for (PathTrace &Path : traceOf(Side, Name, U))
      Result.Trace.push_back(std::move(Path));
  }
  void finish();

  const HookPair &Hooks;
  Program &Old, &New;
  const VerifyInput &Input;
  const VerifyOptions &Options;
  const ResourceTable &Table;
  const HookCaller Caller;
  const Files Which;
  Clock::time_point Begin;
  bool ReadsVmFile = false; ///< the old hook, of its vma
  bool Bounded = false;     ///< a path was cut
  VerifyResult Result;
};

} // namespace

/// Whether no pair of paths maps, or none of those that do gets to a call that
/// puts pages into the mapping though one of \p Functions has such a call.
static bool hidesSuccess(const Comparison &C,
                         const std::set<std::string> &Functions,
                         Program &Text) {
  bool Maps = false, Requests = false;
  for (const OutcomePair &P : C.Pairs) {
    Maps |= P.Old->Stopped == Stage::Mapped && P.New->Stopped == Stage::Mapped;
    for (const Effect &E : P.Old->S.Effects)
      Requests |= E.Kind == EffectKind::Request ||
                  kernel::mapsPages(kernel::kindOf(E.Name));
  }
  return !Maps || (!Requests && Text.callsMapping(Functions));
}

/// Whether the hooks are functions of another file that are equal by name, by
/// what the kernel says, or by a comparison of their own.
bool PairCheck::isKnownToBeSame() {
  const std::string &A = Hooks.Old.Function, &B = Hooks.New.Function;
  if (Old.body(A) || New.body(B))
    return false;
  auto Compared = Input.Compared.find(A);
  if (isSameKernelFunction(A, B))
    Result.Assumptions.push_back(
        A == B ? A + "() is the same for both texts"
               : B + "() of the kernel does what its " + A + "() does");
  else if (Compared != Input.Compared.end() && Compared->second == B)
    Result.Assumptions.push_back(B + "() does what " + A +
                                 "() does, which was compared by itself");
  else
    return false;
  return true;
}

void PairCheck::check() {
  Result.Result = Verdict::Equivalent;
  Universe U(New.types().PointerBytes * 8);
  auto Shift = Old.types().Constants.find("PAGE_SHIFT");
  if (Shift != Old.types().Constants.end())
    U.PageShift = Shift->second;
  MmapInputs In(U, Old.types(), Which);
  ExecutorLimits Limits;
  Limits.MaxPaths = Options.MaxPaths;
  Limits.LoopBound = Options.LoopBound;
  Limits.MaxInlineDepth = Options.MaxInlineDepth;
  Limits.Deadline = Begin + std::chrono::seconds(Options.MaxSeconds);
  // What was found in time still gets its counterexample.
  PathSolver Solver(U, Options.SolverSteps,
                    Limits.Deadline +
                        std::chrono::milliseconds(50 * Options.MaxSeconds));
  for (const z3::expr &Fact : In.Facts)
    Solver.assume(Fact);
  Executor OldSide(U, Solver, Old, Table, Limits);
  Executor NewSide(U, Solver, New, Table, Limits);
  OldSide.Unset = NewSide.Unset = Input.Unset ? &*Input.Unset : nullptr;
  OldSide.Moved = NewSide.Moved = Input.Moved ? &*Input.Moved : nullptr;
  if (isKnownToBeSame()) {
    addTables();
    return;
  }
  Summary OldSummary = summarize(OldSide, Hooks.Old, In, Caller);
  Summary NewSummary = summarize(NewSide, Hooks.New, In, Caller);
  addTrace(OldSummary, "old", U);
  addTrace(NewSummary, "new", U);
  Result.Paths.Old = OldSummary.Paths;
  Result.Paths.New = NewSummary.Paths;
  ReadsVmFile = OldSummary.Legacy && OldSide.ReadsVmFile;
  Bounded = OldSummary.Bounded || NewSummary.Bounded;
  Comparator Compare(U, Solver, In, Old.types(), prepareFeatures(New.types()),
                     Table, Limits.Deadline);
  if (OldSummary.Legacy && !NewSummary.Legacy)
    Compare.setCloseEffects(closeEffects(NewSide, NewSummary, In));
  Compare.setHasVma(Caller == HookCaller::Compat);
  Comparison C = Compare.compare(OldSummary, NewSummary);
  Result.Paths.Pairs = C.Pairs.size();
  Result.Unread = C.Unread;
  if (Bounded) {
    worsen(Verdict::EquivalentBounded);
    if (hidesSuccess(C, OldSide.Entered, Old))
      addOpen("no_success_in_bound", "");
  }
  for (const ChangedCallback &Changed :
       changedCallbacks(Old, New, C.Pairs, U, NewSummary.Legacy))
    checkCallback(Changed, OldSide, NewSide, Compare, In);
  addTables();
  addAssumptions(OldSummary, NewSummary);
  addUnseen(OldSide, NewSide, finalTables(C.Pairs, U));
  // What lies at the same place is not the same then.
  std::vector<std::string> Moved =
      changedRecords(Old, OldSide.Entered, New, NewSide.Entered, OldSide.Moved);
  for (const std::string &Tag : Moved)
    addOpen("unmodelled",
            "struct " + Tag + ", which has another layout in the new text");
  if (!Moved.empty())
    return;
  judge(U, Solver, In, C, OldSummary, NewSummary);
}

/// What is wrong with the tables, whatever the hooks do.
void PairCheck::addTables() {
  if (Hooks.Both) {
    worsen(Verdict::Different);
    addDifference(namedDifference("both_hooks", Hooks.Tables));
  }
  if (Hooks.Old.Cast)
    return addOpen("unmodelled", Hooks.Old.Function +
                                     "() in a member of another type of "
                                     "function");
  if (Hooks.New.Cast) {
    worsen(Verdict::Different);
    addDifference(namedDifference("another_type", Hooks.New.Function + "()"));
  }
}

static int failingSides(const Finding &F) {
  return (F.Old->Stopped != Stage::Mapped) + (F.New->Stopped != Stage::Mapped);
}

/// A callback that is not the same text must do the same.
void PairCheck::checkCallback(const ChangedCallback &Changed, Executor &OldSide,
                              Executor &NewSide, Comparator &Compare,
                              const MmapInputs &In) {
  if (!Old.body(Changed.Old) || !New.body(Changed.New))
    return addOpen("callback_changed", Changed.Member);
  Summary A = summarizeCallback(OldSide, Changed.Old, Changed, In);
  Summary B = summarizeCallback(NewSide, Changed.New, Changed, In);
  Universe &U = OldSide.U;
  addTrace(A, "old, " + Changed.Member, U);
  addTrace(B, "new, " + Changed.Member, U);
  Comparison C = Compare.compare(A, B);
  for (const Finding &F : C.Findings) {
    std::string Text =
        Changed.Member + ": " + namedDifference(F.Id, F.Detail).Message;
    if (catalogueEntry(F.Id).Severity != Weight::Named)
      return addOpen("callback_changed", Text);
    worsen(Verdict::EquivalentWithDifferences);
    addDifference(namedDifference(F.Id, Changed.Member));
  }
  if (A.Bounded || B.Bounded)
    worsen(Verdict::EquivalentBounded);
}

/// Findings to verdict; one of the refuting ones becomes the counterexample.
void PairCheck::judge(Universe &U, PathSolver &Solver, const MmapInputs &In,
                      const Comparison &C, const Summary &OldSide,
                      const Summary &NewSide) {
  model::Pipeline Target =
      targetPipeline(prepareFeatures(New.types()), Input.TargetApi);
  if (Caller == HookCaller::Compat)
    Target = compatOf(Target).value_or(Target);
  Replay Model(Solver, In, Table, U, Old.types(), Target);
  std::vector<const Finding *> Refuting;
  for (const Finding &F : C.Findings) {
    switch (catalogueEntry(F.Id).Severity) {
    case Weight::Named:
      worsen(Verdict::EquivalentWithDifferences);
      break;
    case Weight::Open:
      worsen(Verdict::Inconclusive);
      break;
    case Weight::Refuted:
      worsen(Verdict::Different);
      if (F.Old && F.New)
        Refuting.push_back(&F);
      break;
    }
    addDifference(namedDifference(F.Id, F.Detail));
  }
  // A call that works on both sides is the plainest example.
  std::sort(
      Refuting.begin(), Refuting.end(), [](const Finding *A, const Finding *B) {
        return std::pair(failingSides(*A), A) < std::pair(failingSides(*B), B);
      });
  if (Bounded && Result.Result == Verdict::EquivalentWithDifferences)
    addDifference(namedDifference("loop_bound", ""));
  refute(Model, Refuting, U, Solver, In, OldSide.Legacy, NewSide.Legacy);
  if (Options.Replay && OldSide.Legacy && !NewSide.Legacy &&
      Result.Result < Verdict::Inconclusive)
    replayMatrix(Model, C);
  Result.Scenarios = Model.scenarios();
}

/// Of 32 bits; the runtime model takes them for 0 or an error.
static std::vector<z3::expr> results(const Finding &F) {
  std::vector<z3::expr> Results;
  for (const Outcome *O : {F.Old, F.New})
    if (O->Return)
      Results.push_back(*O->Return);
  return Results;
}

/// How many findings are replayed in search of one that the runtime model sees
/// too.
static constexpr unsigned MaxTries = 12;

/// The counterexample: the first of \p Refuting that the runtime model
/// confirms, else the first that has a witness.
void PairCheck::refute(Replay &Model,
                       const std::vector<const Finding *> &Refuting,
                       Universe &U, PathSolver &Solver, const MmapInputs &In,
                       bool OldLegacy, bool NewLegacy) {
  unsigned Tries = 0;
  Clock::time_point Deadline = Begin + std::chrono::seconds(Options.MaxSeconds);
  for (const Finding *F : Refuting) {
    bool First = Result.Counterexample.is_null();
    if (!First && (Tries == MaxTries || Clock::now() > Deadline))
      return;
    std::optional<Witness> W =
        Witness::find(U, Solver, In, Old.types(), F->When, results(*F),
                      /*Readable=*/true);
    if (!W)
      continue;
    ++Tries;
    bool Confirmed = false;
    nlohmann::json Shown;
    if (Options.Replay) {
      Shown = Model.confirm(*W, *F->Old, *F->New, OldLegacy, NewLegacy);
      Confirmed = Shown.at("confirmed");
    }
    if (First || Confirmed) {
      Result.Counterexample = {{"difference", F->Id},
                               {"inputs", W->inputs(*F->Old, *F->New)},
                               {"old", W->outcome(*F->Old)},
                               {"new", W->outcome(*F->New)}};
      if (Options.Replay)
        Result.Counterexample["model"] = std::move(Shown);
    }
    if (Confirmed || !Options.Replay)
      return;
  }
}

/// What a comparison of two hooks cannot see: merges and failures around them.
void PairCheck::replayMatrix(Replay &Model, const Comparison &C) {
  ReplayReport Report =
      Model.matrix(C, Begin + std::chrono::seconds(Options.MaxSeconds));
  if (Model.cutShort())
    addOpen("budget_exceeded", "time for the scenarios of the runtime model");
  if (!Report.CompatSentence.empty()) {
    worsen(Verdict::EquivalentWithDifferences);
    addDifference(namedDifference("compat_differs", Report.CompatSentence));
  }
  if (Report.Mismatch.is_null())
    return;
  worsen(Verdict::Different);
  addDifference(namedDifference("model_differs", Report.Sentence));
  Result.Counterexample = Report.Mismatch;
}

void PairCheck::addAssumptions(const Summary &OldSide, const Summary &NewSide) {
  auto &A = Result.Assumptions;
  A = {"a function without a body here depends on its arguments and on what "
       "it can reach, and does the same for both texts",
       "pointers that come from different places lead to different objects",
       "the arguments of the hook are ones that do_mmap() passes",
       "bodies of functions in headers that get no vma, desc or flag set are "
       "the same for both texts",
       "what an open file points to stays while it is open, unless a function "
       "gets the file",
       "another thread changes memory only while a lock is taken or dropped, "
       "something is released or an unknown function runs",
       "only functions of the table of resources take or give back something",
       "the code is what this configuration and architecture compile"};
  if (OldSide.Legacy != NewSide.Legacy) {
    A.push_back(Caller == HookCaller::Compat
                    ? "the hook is called through compat_set_desc_from_vma() "
                      "and __compat_vma_mmap(), with the file that was mapped "
                      "and nothing in the private data of the vma"
                    : "the hook's tables are used through the kernel's own "
                      "mmap path or its compatibility path");
    A.push_back(
        "vm_ops that are defined in another file or chosen at run time have no "
        "mapped() and "
        "their close() tolerates a mapping that failed");
  }
  if (Input.Unset)
    A.push_back("struct " + Input.Unset->Record + " has " + Input.Unset->Field +
                " in both texts, and it is NULL wherever they read it");
  if (Input.Moved)
    A.push_back("every table of struct " + Input.Moved->Record + " has " +
                Input.Moved->New + " in the new text where it had " +
                Input.Moved->Old +
                ", whose functions were compared by themselves");
  if (std::any_of(NewSide.Outcomes.begin(), NewSide.Outcomes.end(),
                  wasWrittenByHook))
    A.push_back("what the success hook writes to the vma was not replayed on "
                "the runtime model");
  if (OldSide.Bounded || NewSide.Bounded)
    A.push_back("loops run at most " + std::to_string(Options.LoopBound) +
                " times");
  std::sort(A.begin(), A.end());
}

/// The rest of the change, which no verdict covers.
void PairCheck::addUnseen(const Executor &OldSide, const Executor &NewSide,
                          const std::set<std::string> &ComparedTables) {
  std::vector<std::string> All;
  for (const std::string &Name : New.changed()) {
    bool Seen = OldSide.Entered.count(Name) || NewSide.Entered.count(Name);
    if (!Seen && Old.body(Name) && New.body(Name))
      All.push_back(Name + "()");
  }
  addInactive();
  std::set<std::string> Entered = OldSide.Entered;
  Entered.insert(NewSide.Entered.begin(), NewSide.Entered.end());
  addInactiveChanges(std::move(Entered));
  Result.ComparedTables = ComparedTables;
  std::string Names = llvm::join(All, ", ");
  if (!Names.empty())
    Result.Assumptions.push_back(
        "what else has changed is right, it was not compared: " + Names);
  std::sort(Result.Assumptions.begin(), Result.Assumptions.end());
}

/// What other configurations compile, and this change has broken there.
void PairCheck::addInactive() {
  std::vector<std::string> Uses;
  for (const auto &[Name, Line] : Old.leftBehind(New)) {
    bool OfOther = Name != Hooks.Old.Function &&
                   std::any_of(Old.hooks().begin(), Old.hooks().end(),
                               [&, &Name = Name](const TableHook &Hook) {
                                 return Hook.Function == Name;
                               });
    if (!OfOther)
      Uses.push_back(Name + " in line " + std::to_string(Line));
  }
  for (const auto &[Name, Place] : Old.leftInHeaders(New))
    Uses.push_back(Name + "() at " + Place + ", as it was");
  for (const auto &[Name, Line] : Old.leftBehind(New, Hooks.Old, Hooks.New))
    Uses.push_back(Name + " in line " + std::to_string(Line));
  unsigned Line =
      Hooks.Old.Field == Hooks.New.Field ? 0 : New.stillSet(Hooks.Old);
  if (Uses.empty() && Line)
    Uses.push_back("." + Hooks.Old.Field + " = " + Hooks.Old.Function +
                   " in line " + std::to_string(Line));
  if (!Uses.empty())
    addOpen("inactive_use", llvm::join(Uses, ", "));
}

/// What has changed there and may be about the hook that is compared: nobody
/// has parsed it. \p Entered: the functions that were executed.
void PairCheck::addInactiveChanges(std::set<std::string> Entered) {
  for (const TableHook *Hook : {&Hooks.Old, &Hooks.New}) {
    Entered.insert(Hook->Function);
    Entered.insert(llvm::StringRef(Hook->Table).split('[').first.str());
    Entered.insert(llvm::StringRef(Hook->Table).split('.').first.str());
  }
  for (const auto &[Change, Used, Header] : Old.changedInactive(New, Entered)) {
    std::string Lines = "line " + std::to_string(Change.First);
    if (Change.Last > Change.First)
      Lines += " to " + std::to_string(Change.Last);
    if (!Header.empty())
      Lines += " of " + Header;
    if (!Used.empty() && !Change.AsksMapping)
      addOpen("inactive_changed", Lines + ", " + llvm::join(Used, ", "));
    else
      Result.Assumptions.push_back(
          "what has changed in branches that this configuration does not "
          "compile, at " +
          Lines + ", is right: it " +
          (Used.empty() ? "names nothing that the hook uses"
                        : "only asks the mapping in other words"));
  }
}

void PairCheck::finish() {
  Result.Milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(
                            Clock::now() - Begin)
                            .count();
}

PairRun runPair(const HookPair &Hooks, Program &Old, Program &New,
                const VerifyInput &Input, const VerifyOptions &Options,
                const ResourceTable &Table, Files Which) {
  PairCheck Check(Hooks, Old, New, Input, Options, Table, Which);
  VerifyResult Result = Check.run();
  return {std::move(Result), Check.readsVmFile(), Check.isBounded()};
}

} // namespace premap::verify
