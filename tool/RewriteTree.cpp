#include "tool/RewriteTree.h"

#include "rewriters/Rewrite.h"
#include "tool/TouchedUnits.h"
#include "tool/VerifyInputs.h"
#include "tool/deliver/VerifyReport.h"
#include "tool/tree/Progress.h"
#include "tool/tree/WorkerPool.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace premap {

static void to_json(nlohmann::json &J, const RewriteOutcome &O) {
  J = {{"id", O.Id},
       {"outcome", O.Outcome},
       {"reasons", O.Reasons},
       {"files", O.Files},
       {"verdicts", verdictsToJson(O.Verdicts)}};
}

static void from_json(const nlohmann::json &J, RewriteOutcome &O) {
  J.at("id").get_to(O.Id);
  J.at("outcome").get_to(O.Outcome);
  J.at("reasons").get_to(O.Reasons);
  J.at("files").get_to(O.Files);
  for (const nlohmann::json &Verdict : J.at("verdicts"))
    O.Verdicts.push_back(verify::resultOf(Verdict));
}

namespace {

/// One handler's edits.
struct Conversion {
  const HandlerResult *Handler = nullptr;
  EditGroup Group;
};

/// Conversions that touch a common file, and so are parsed and shown together.
using Batch = std::vector<Conversion>;

/// What a worker sends back about one batch.
struct BatchReport {
  std::vector<RewriteOutcome> Outcomes; ///< one for each conversion
  std::map<std::string, std::string> NewTexts;
  std::map<std::string, std::map<std::string, std::string>> RefutedTexts;
};

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(BatchReport, Outcomes, NewTexts,
                                   RefutedTexts)

/// Makes, parses and verifies the conversions of one batch, in a worker.
class BatchRewriter {
public:
  BatchRewriter(const TreeScan &Scan, const RewriteOptions &Options,
                const Batch &Conversions)
      : Scan(Scan), Options(Options), Conversions(Conversions) {}

  BatchReport run();

private:
  std::vector<Reason> problemsOf(const EditGroup &Group,
                                 const HandlerResult &Handler) const;
  std::vector<CompileCommand> commandsFor(const EditGroup &Group,
                                          const HandlerResult &Handler) const;
  void verifyOne(const Conversion &C, EditGroup Edits,
                 RewriteOutcome &Outcome) const;
  EditGroup merged(const std::vector<size_t> &Chosen) const;

  const TreeScan &Scan;
  const RewriteOptions &Options;
  const Batch &Conversions;
  FileReader Read = [this](const std::string &Path) { return Scan.read(Path); };
};

} // namespace

/// A new member of a record is seen by all who have tables of it. Those that
/// have conversions of their own are parsed with these.
std::vector<CompileCommand>
BatchRewriter::commandsFor(const EditGroup &Group,
                           const HandlerResult &Handler) const {
  std::vector<CompileCommand> Commands = commandsTouchedBy(Scan, Group);
  const FamilyRole Role = Handler.Accepted->Role;
  if (Role != FamilyRole::Caller && Role != FamilyRole::Beside &&
      Role != FamilyRole::Together)
    return Commands;
  std::set<std::string> Later = Options.Move->Moving, Users;
  for (const std::string &Path : Group.paths())
    Later.erase(Path);
  std::erase_if(Commands, [&](const CompileCommand &Command) {
    return Later.count(
        Scan.Tree.relative(Command.File, Scan.Tree.root()).value_or(""));
  });
  for (const OpsEntry &Entry : Scan.Index->tables())
    if (Role != FamilyRole::Beside &&
        Entry.Type == Options.Move->Family.Record &&
        !Later.count(Entry.Where.Path))
      Users.insert(Entry.Where.Path);
  for (const std::string &File : Users)
    for (const CompileCommand &Command : Scan.commands(File))
      Commands.push_back(Command);
  return Commands;
}

/// What the parser says about \p Group's texts that it did not say before.
std::vector<Reason>
BatchRewriter::problemsOf(const EditGroup &Group,
                          const HandlerResult &Handler) const {
  const std::string &File = Handler.Record.File;
  std::vector<CompileCommand> Commands = commandsFor(Group, Handler);
  if (!Options.Move)
    return problemsAfter(Scan, Group, Commands, File);
  llvm::Expected<EditGroup> All = Options.Move->over(Group);
  if (!All)
    return {{"", llvm::toString(All.takeError()), File, 0}};
  return problemsAfter(Scan, *All, Commands, File);
}

EditGroup BatchRewriter::merged(const std::vector<size_t> &Chosen) const {
  std::vector<EditGroup> Groups;
  for (size_t I : Chosen)
    Groups.push_back(Conversions[I].Group);
  return llvm::cantFail(mergeGroups(Groups));
}

BatchReport BatchRewriter::run() {
  BatchReport Report;
  std::vector<size_t> Good;
  for (size_t I = 0; I < Conversions.size(); ++I) {
    const Conversion &C = Conversions[I];
    RewriteOutcome Outcome;
    Outcome.Id = C.Handler->Record.Id;
    Outcome.Files = C.Group.paths();
    const std::string &File = C.Handler->Record.File;
    std::vector<Reason> Problems = problemsOf(C.Group, *C.Handler);
    // Two good conversions may still contradict each other.
    if (Problems.empty() && !Good.empty()) {
      std::vector<EditGroup> Groups{merged(Good), C.Group};
      llvm::Expected<EditGroup> Together = mergeGroups(Groups);
      if (Together)
        Problems = problemsOf(*Together, *C.Handler);
      else
        Problems = {{"", llvm::toString(Together.takeError()), File, 0}};
    }
    if (Problems.empty()) {
      Good.push_back(I);
      Outcome.Outcome = C.Handler->Accepted->Warnings.empty()
                            ? State::Converted
                            : State::ConvertedUnderAssumptions;
    } else {
      Outcome.Reasons = std::move(Problems);
    }
    Report.Outcomes.push_back(std::move(Outcome));
  }

  if (Options.Verify && !Good.empty())
    for (size_t I : Good)
      verifyOne(Conversions[I], merged(Good), Report.Outcomes[I]);
  std::vector<size_t> Shown;
  for (size_t I : Good) {
    if (isDone(Report.Outcomes[I].Outcome)) {
      Shown.push_back(I);
      continue;
    }
    llvm::Expected<std::map<std::string, std::string>> Texts =
        applyGroup(Conversions[I].Group, Read);
    Report.RefutedTexts[Report.Outcomes[I].Id] =
        llvm::cantFail(std::move(Texts));
  }
  if (!Shown.empty())
    Report.NewTexts = llvm::cantFail(applyGroup(merged(Shown), Read));
  return Report;
}

/// Both texts have the new member of the record, which no table of the old one
/// sets, unless it takes the old one's place.
static void addMember(const TreeScan &Scan, const FamilyMove &Move,
                      verify::VerifyInput &Input) {
  if (Move.InOneStep)
    Input.Moved = {Move.Family.Record, Move.Family.Field, Move.Prepare};
  if (Move.Record.Edits.empty())
    return;
  for (const auto &[Path, Text] : textsAfter(Scan, Move.Record))
    Input.OldFiles[Path] = Text;
  Input.Unset = {Move.Family.Record, Move.Prepare};
}

/// Verifies one conversion in every unit that holds one of its tables.
void BatchRewriter::verifyOne(const Conversion &C, EditGroup Edits,
                              RewriteOutcome &Outcome) const {
  const HandlerRecord &Record = C.Handler->Record;
  std::set<std::string> TableFiles;
  for (const OpsEntry &E : Record.Ops)
    TableFiles.insert(E.Where.Path);
  if (Options.Move) {
    auto Check = Options.Move->Checks.find(Record.Id);
    std::vector<EditGroup> Groups{Options.Move->Base, Edits};
    if (Check != Options.Move->Checks.end()) {
      Groups.push_back(Check->second.Edits);
      TableFiles = Check->second.TableFiles;
    }
    llvm::Expected<EditGroup> All = mergeGroups(Groups);
    if (!All) {
      Outcome.Outcome = State::EditFailed;
      Outcome.Reasons = {{"", llvm::toString(All.takeError()), Record.File, 0}};
      return;
    }
    Edits = std::move(*All);
  }
  const VirtualFiles New = textsAfter(Scan, Edits);
  verify::Verdict Worst = verify::Verdict::Equivalent;
  bool Any = false;
  auto CommandsOf = [&](const std::string &Path) {
    return Scan.commands(Path);
  };
  // What tables name of another file is compared where it is defined.
  const Plan &Planned = *C.Handler->Accepted;
  const bool OnlyTables = Planned.Role == FamilyRole::Tables;
  for (verify::VerifyInput &Input : verifyInputs(
           {Record.Name, Record.File, TableFiles}, Scan.Tree, CommandsOf,
           /*Helpers=*/nullptr, Scan.Api, New)) {
    if (Options.Move)
      addMember(Scan, *Options.Move, Input);
    if (OnlyTables)
      Input.Compared[Planned.OldName] = Planned.NewName;
    for (verify::VerifyResult &R : verify::verifyUnit(Input, Options.Budget)) {
      Worst = std::max(Worst, R.Result);
      Any = true;
      R.Arch = Input.Arch;
      Outcome.Verdicts.push_back(std::move(R));
    }
  }
  Outcome.Outcome = Any ? stateOf(Worst) : State::Inconclusive;
}

/// The handlers to convert.
static llvm::Expected<std::vector<const HandlerResult *>>
choose(const TreeScan &Scan, const std::vector<std::string> &Ids) {
  std::vector<const HandlerResult *> Chosen;
  if (Ids.empty()) {
    for (const HandlerResult &H : Scan.Result.Handlers)
      if (!H.Record.Inner)
        Chosen.push_back(&H);
    return Chosen;
  }
  for (const std::string &Id : Ids) {
    llvm::Expected<const HandlerResult *> Found = findHandler(Scan.Result, Id);
    if (!Found)
      return Found.takeError();
    Chosen.push_back(*Found);
  }
  std::sort(Chosen.begin(), Chosen.end());
  Chosen.erase(std::unique(Chosen.begin(), Chosen.end()), Chosen.end());
  return Chosen;
}

/// Puts conversions that share a file into one batch; keeps their order.
static std::vector<Batch> batches(std::vector<Conversion> Conversions) {
  std::vector<size_t> Parent(Conversions.size());
  std::iota(Parent.begin(), Parent.end(), 0);
  auto find = [&](size_t I) {
    while (Parent[I] != I)
      I = Parent[I];
    return I;
  };
  std::map<std::string, size_t> FirstOf;
  for (size_t I = 0; I < Conversions.size(); ++I)
    for (const std::string &Path : Conversions[I].Group.paths()) {
      auto [Other, New] = FirstOf.try_emplace(Path, I);
      size_t A = find(I), B = find(Other->second);
      Parent[std::max(A, B)] = std::min(A, B);
    }
  std::map<size_t, Batch> ByRoot;
  for (size_t I = 0; I < Conversions.size(); ++I)
    ByRoot[find(I)].push_back(std::move(Conversions[I]));
  std::vector<Batch> All;
  for (auto &[Root, Members] : ByRoot)
    All.push_back(std::move(Members));
  return All;
}

/// Every accepted handler; the others get their outcome at once.
static std::vector<Conversion>
makeConversions(const std::vector<const HandlerResult *> &Chosen,
                bool BestEffort, RewriteResult &Result) {
  std::vector<Conversion> Conversions;
  for (const HandlerResult *H : Chosen) {
    if (H->Accepted && (BestEffort || !H->Record.BestEffort)) {
      Conversions.push_back({H, H->Edits});
      continue;
    }
    RewriteOutcome Outcome;
    Outcome.Id = H->Record.Id;
    Outcome.Outcome = H->Outcome;
    Outcome.Reasons = H->Reasons;
    if (H->Accepted)
      Outcome.Reasons.push_back(
          {"",
           "not compiled (" + H->WhyNotCompiled +
               ") and read best-effort; --best-effort converts it",
           H->Record.File, H->Record.Line});
    Result.Outcomes.push_back(std::move(Outcome));
  }
  return Conversions;
}

/// The largest number of times that the verifier runs for one of \p Batches.
static size_t mostVerdicts(const std::vector<Batch> &Batches, size_t Archs) {
  size_t Most = 0;
  for (const Batch &Conversions : Batches) {
    size_t Tables = 0;
    for (const Conversion &C : Conversions)
      Tables += C.Handler->Record.Ops.size();
    Most = std::max(Most, Tables * Archs);
  }
  return Most;
}

static void addChanges(const TreeScan &Scan,
                       const std::map<std::string, std::string> &Texts,
                       FileChanges &Changes) {
  for (const auto &[Path, Text] : Texts)
    Changes[Path] = {Scan.read(Path).value_or(""), Text};
}

llvm::Expected<RewriteResult> rewriteTree(const TreeScan &Scan,
                                          const CommonOptions &Common,
                                          const std::vector<std::string> &Ids,
                                          const RewriteOptions &Options) {
  auto Chosen = choose(Scan, Options.Move ? Options.Move->Ids : Ids);
  if (!Chosen)
    return Chosen.takeError();
  RewriteResult Result;
  std::vector<Batch> Batches =
      batches(makeConversions(*Chosen, Options.BestEffort, Result));

  Progress Line(Common.progress(), "rewriting");
  WorkerPoolOptions Pool;
  Pool.Jobs = Common.jobs();
  // Above what all verdicts of one batch may take together.
  Pool.TimeLimit += std::chrono::seconds(Options.Budget.MaxSeconds) *
                    mostVerdicts(Batches, Scan.Database.archs().size());
  Pool.OnProgress = [&](size_t Done, size_t Total) {
    Line.update(Done, Total);
  };
  auto Reports = runInWorkers(
      Batches.size(),
      [&](size_t I) {
        // CBOR: kernel files are not always UTF-8.
        std::vector<uint8_t> Bytes = nlohmann::json::to_cbor(
            nlohmann::json(BatchRewriter(Scan, Options, Batches[I]).run()));
        return std::string(Bytes.begin(), Bytes.end());
      },
      Pool);
  if (!Reports)
    return Reports.takeError();

  for (size_t I = 0; I < Batches.size(); ++I) {
    const JobResult &Job = (*Reports)[I];
    if (!Job.ok()) {
      for (const Conversion &C : Batches[I])
        Result.Outcomes.push_back(
            {C.Handler->Record.Id,
             State::EditFailed,
             {{"", "checking it " + Job.Problem, C.Handler->Record.File, 0}},
             C.Group.paths(),
             {}});
      continue;
    }
    BatchReport Report =
        nlohmann::json::from_cbor(Job.Bytes).get<BatchReport>();
    std::move(Report.Outcomes.begin(), Report.Outcomes.end(),
              std::back_inserter(Result.Outcomes));
    addChanges(Scan, Report.NewTexts, Result.Changes);
    for (const auto &[Id, Texts] : Report.RefutedTexts)
      addChanges(Scan, Texts, Result.Refuted[Id]);
  }
  std::sort(Result.Outcomes.begin(), Result.Outcomes.end(),
            [](const RewriteOutcome &A, const RewriteOutcome &B) {
              return A.Id < B.Id;
            });
  std::set<std::string> BestEffort;
  for (const HandlerResult *H : *Chosen)
    if (H->isBestEffort())
      BestEffort.insert(H->Record.Id);
  for (RewriteOutcome &Outcome : Result.Outcomes) {
    Outcome.BestEffort = BestEffort.count(Outcome.Id);
    ++(Outcome.BestEffort ? Result.BestEffortByState
                          : Result.ByState)[toString(Outcome.Outcome)];
  }
  if (Options.Move)
    settleMove(*Options.Move, Scan, Result);
  return Result;
}

} // namespace premap
