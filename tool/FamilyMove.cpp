#include "tool/FamilyMove.h"

#include "kernel/Calls.h"
#include "kernel/Hooks.h"
#include "rewriters/Family.h"
#include "rewriters/Rewrite.h"
#include "tool/FamilyTogether.h"
#include "tool/deliver/RewriteReport.h"

#include "CLI/CLI.hpp"
#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace premap {

void addFamilyOption(CLI::App &App, std::string &Family) {
  App.add_option("--family", Family,
                 "RECORD.FIELD, an inner hook (proto_ops.mmap): give the "
                 "record a form for descriptors, let its callers know both, "
                 "and convert its members");
}

/// The row that \p Family, "proto_ops.mmap", names; the error lists all.
static llvm::Expected<HookFamily> familyNamed(const std::string &Family) {
  std::string Known;
  for (const kernel::Hook &Row : kernel::hooks()) {
    if (Row.Role != kernel::HookRole::Inner)
      continue;
    const HookFamily F{std::string(Row.Record), std::string(Row.Field)};
    if (F.Record + "." + F.Field == Family)
      return F;
    Known += "\n  " + F.Record + "." + F.Field;
  }
  return llvm::createStringError(
      llvm::inconvertibleErrorCode(),
      "--family " + Family + " is no inner hook that premap knows:" + Known);
}

llvm::Expected<EditGroup> FamilyMove::over(const EditGroup &Group) const {
  return mergeGroups({Base, Group});
}

namespace {

class MovePlanner {
public:
  MovePlanner(TreeScan &Scan, const HookFamily &Family) : Scan(Scan) {
    Move.Family = Family;
    Move.Prepare = kernel::prepareForm(Family.Field);
  }
  llvm::Expected<FamilyMove> run();

private:
  void planCallers();
  void planMember(const HandlerRecord &Record);
  void planBeside(const HandlerRecord &Record, HandlerResult Old);
  void dropUseless();
  void settle(HandlerResult &H, PlanResult Planned) const;
  void put(HandlerResult H);

  TreeScan &Scan;
  FamilyMove Move;
  std::vector<Reason> Against; ///< the family as a whole
  FileReader Read = [this](const std::string &Path) { return Scan.read(Path); };
};

} // namespace

void MovePlanner::settle(HandlerResult &H, PlanResult Planned) const {
  Planned.Obstacles.insert(Planned.Obstacles.end(), Against.begin(),
                           Against.end());
  if (!Against.empty())
    Planned.Accepted.reset();
  H.Outcome = Planned.Accepted ? State::Convertible : State::Declined;
  H.Accepted = std::move(Planned.Accepted);
  H.Edits = H.Accepted ? std::move(Planned.Edits) : EditGroup();
  H.Reasons = std::move(Planned.Obstacles);
  H.Notes = std::move(Planned.Notes);
}

/// Puts \p H where the handler with its id was.
void MovePlanner::put(HandlerResult H) {
  std::vector<HandlerResult> &All = Scan.Result.Handlers;
  Move.Ids.push_back(H.Record.Id);
  auto At = llvm::find_if(All, [&](const HandlerResult &Other) {
    return Other.Record.Id == H.Record.Id;
  });
  if (At != All.end())
    *At = std::move(H);
  else
    All.push_back(std::move(H));
}

void MovePlanner::planCallers() {
  FamilyInput Input = familyIn(Scan, Move.Family);
  PlanResult Planned = planFamily(Input, Scan.Api.Target, Read, Move.Record);
  Against = Planned.Obstacles;
  if (!Planned.Accepted || Planned.Edits.Edits.empty())
    return;
  Move.Base = Planned.Edits;
  const FunctionFacts &First = Input.Callers.front().Function;
  Move.Caller = First.File + ":" + First.Name;
  for (const HandlerResult *Found : Scan.Result.find(Move.Caller)) {
    HandlerResult H = *Found;
    settle(H, std::move(Planned));
    put(std::move(H));
    return;
  }
}

/// Users of the function that cannot follow: it stays for them.
static bool hasOtherUsers(const HandlerRecord &Record,
                          const HookFamily &Family) {
  if (!Record.Function)
    return false;
  return Record.Function->Exported ||
         llvm::any_of(Record.Ops,
                      [&](const OpsEntry &E) { return !Family.has(E); }) ||
         llvm::any_of(Record.Mentions, [](const Mention &M) {
           return M.Kind == MentionKind::Call ||
                  M.Kind == MentionKind::Address ||
                  M.Kind == MentionKind::Export;
         });
}

void MovePlanner::planMember(const HandlerRecord &Record) {
  HandlerResult H;
  H.Record = Record;
  for (const HandlerResult *Old : Scan.Result.find(Record.Id))
    if (Old->Record.Id == Record.Id)
      H = *Old;
  if (kernel::isLibraryHook(Record.Name)) {
    settle(H, {std::nullopt,
               {},
               {{"",
                 "is a hook of the kernel's library, whose new form has "
                 "other parameters",
                 Record.File, Record.Line}},
               {}});
    return put(std::move(H));
  }
  const bool Analysed =
      H.Outcome == State::Declined || H.Outcome == State::Convertible;
  if (!Analysed || !Record.Assumes.empty()) {
    Move.Ids.push_back(Record.Id);
    return;
  }
  if (hasOtherUsers(Record, Move.Family))
    return planBeside(Record, std::move(H));
  ConversionInput Input = inputInTree(Record, *Scan.Index, Scan.Text);
  Input.Family = Move.Family;
  for (ConversionInput &Peer : Input.Peers)
    Peer.Family = Move.Family;
  settle(H, plan(Input, Scan.Api.Target, Read));
  put(std::move(H));
}

/// The hook stays; each file whose tables name it is converted by itself.
void MovePlanner::planBeside(const HandlerRecord &Record, HandlerResult Old) {
  ConversionInput Input = inputInTree(Record, *Scan.Index, Scan.Text);
  Input.Family = Move.Family;
  Input.KeepsOld = true;
  std::map<std::string, std::vector<OpsEntry>> ByFile;
  for (const OpsEntry &Entry : Record.Ops)
    if (Move.Family.has(Entry))
      ByFile[Entry.Where.Path].push_back(Entry);
  const std::vector<OpsEntry> Own = ByFile[Record.File];
  ByFile.erase(Record.File);
  PlanResult Beside = plan(Input, Scan.Api.Target, Read);
  const bool Done = Beside.Accepted && Against.empty();
  if (Done)
    Move.Base = llvm::cantFail(Move.over(Beside.Edits));
  const std::vector<Reason> Why = Beside.Obstacles;
  Old.Record.Ops = Own;
  settle(Old, std::move(Beside));
  put(std::move(Old));
  for (const auto &[File, Entries] : ByFile) {
    HandlerResult H;
    H.Record = Record;
    H.Record.Id = File + ":" + Record.Name;
    H.Record.File = File;
    H.Record.Line = Entries.front().Where.Line;
    H.Record.Ops = Entries;
    H.Record.BestEffort = Scan.Index->isBestEffort(File);
    if (H.Record.BestEffort)
      H.WhyNotCompiled = "no configuration compiles it";
    H.Record.Archs.clear();
    for (const UnitFacts &Unit : Scan.Index->units())
      if (Unit.File == File && !Unit.BestEffort)
        H.Record.Archs.push_back(Unit.Arch);
    PlanResult Tables = planTables(Move.Family, Entries, Record.Name,
                                   Record.Name + "_prepare", Read);
    if (!Done) {
      Tables.Accepted.reset();
      Tables.Obstacles.insert(Tables.Obstacles.end(), Why.begin(), Why.end());
    }
    settle(H, std::move(Tables));
    Move.Needs[H.Record.Id] = Record.Id;
    if (H.Accepted && Own.empty() && !H.Record.BestEffort &&
        !Move.Checks.count(Record.Id))
      Move.Checks[Record.Id] = {H.Edits, {File}};
    put(std::move(H));
  }
}

/// A form for descriptors that no table would have.
void MovePlanner::dropUseless() {
  HandlerResult *Caller = nullptr;
  for (HandlerResult &H : Scan.Result.Handlers) {
    if (H.Record.Id == Move.Caller)
      Caller = &H;
    else if (H.Accepted && H.Accepted->Role != FamilyRole::None)
      return;
  }
  if (!Caller || !Caller->Accepted)
    return;
  Caller->Accepted.reset();
  Caller->Edits = {};
  Caller->Outcome = State::Declined;
  Caller->Reasons = {{"",
                      "no member of struct " + Move.Family.Record +
                          " can be converted, so that nobody would have " +
                          Move.Prepare,
                      Caller->Record.File, Caller->Record.Line}};
}

llvm::Expected<FamilyMove> MovePlanner::run() {
  std::vector<HandlerRecord> Members;
  for (const HandlerRecord &Record : Scan.Index->handlers())
    if (llvm::any_of(Record.Ops,
                     [&](const OpsEntry &E) { return Move.Family.has(E); }))
      Members.push_back(Record);
  if (Members.empty())
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "no table of the tree that was read sets " +
                                       Move.Family.Record + "." +
                                       Move.Family.Field);
  planCallers();
  for (const HandlerRecord &Record : Members)
    planMember(Record);
  dropUseless();
  for (const HandlerResult &H : Scan.Result.Handlers)
    if (H.Accepted && !H.Record.BestEffort &&
        (H.Accepted->Role == FamilyRole::Member ||
         H.Accepted->Role == FamilyRole::Tables))
      for (const std::string &Path : H.Edits.paths())
        Move.Moving.insert(Path);
  llvm::sort(Scan.Result.Handlers,
             [](const HandlerResult &A, const HandlerResult &B) {
               return A.Record.Id < B.Record.Id;
             });
  llvm::sort(Move.Ids);
  Move.Ids.erase(std::unique(Move.Ids.begin(), Move.Ids.end()), Move.Ids.end());
  return std::move(Move);
}

llvm::Expected<ConversionScan>
scanToConvert(const CommonOptions &Common, const std::string &TargetApi,
              const std::vector<std::string> &Handlers,
              const std::string &Name) {
  ScanScope Scope;
  Scope.Handlers = Handlers;
  HookFamily Family;
  if (!Name.empty()) {
    llvm::Expected<HookFamily> Named = familyNamed(Name);
    if (!Named)
      return Named.takeError();
    Family = std::move(*Named);
    Scope.Record = Family.Record;
    if (!Handlers.empty())
      return llvm::createStringError(
          "--family names all handlers of a family: none else can be given");
  }
  llvm::Expected<TreeScan> Scan = scanTree(Common, TargetApi, Scope);
  if (!Scan)
    return Scan.takeError();
  if (llvm::Error E = requireTarget(Scan->Api, TargetApi))
    return std::move(E);
  ConversionScan Result{std::move(*Scan)};
  if (Name.empty())
    return std::move(Result);
  llvm::Expected<FamilyMove> Move = MovePlanner(Result.Scan, Family).run();
  if (!Move)
    return Move.takeError();
  Result.Move = std::move(*Move);
  Result.Together = planTogether(Result.Scan, Family);
  return std::move(Result);
}

void settleMove(const FamilyMove &Move, const TreeScan &Scan,
                RewriteResult &Result) {
  std::map<std::string, State> Reached;
  for (const RewriteOutcome &O : Result.Outcomes)
    Reached[O.Id] = O.Outcome;
  auto done = [&](const std::string &Id) {
    return Id.empty() || (Reached.count(Id) && isDone(Reached[Id]));
  };
  std::vector<EditGroup> Groups;
  Result.Changes.clear();
  Result.ByState.clear();
  Result.BestEffortByState.clear();
  for (RewriteOutcome &O : Result.Outcomes) {
    auto Needed = Move.Needs.find(O.Id);
    const std::string Hook = Needed == Move.Needs.end() ? "" : Needed->second;
    const std::string Missing = !done(Move.Caller) && O.Id != Move.Caller
                                    ? Move.Caller
                                : !done(Hook) ? Hook
                                              : "";
    if (isDone(O.Outcome) && !Missing.empty()) {
      O.Outcome = State::Declined;
      O.Reasons.push_back(
          {"", "stands on the change of " + Missing + ", which did not hold",
           O.Id.substr(0, O.Id.rfind(':')), 0});
    } else if (O.Outcome == State::Converted && !Hook.empty()) {
      // Tables are as good as what they name.
      O.Outcome = Reached[Hook];
    }
    ++(O.BestEffort ? Result.BestEffortByState
                    : Result.ByState)[toString(O.Outcome)];
    if (isDone(O.Outcome))
      for (const HandlerResult *H : Scan.Result.find(O.Id))
        if (H->Record.Id == O.Id)
          Groups.push_back(H->Edits);
  }
  EditGroup All = llvm::cantFail(mergeGroups(Groups));
  for (const std::string &Path : All.paths()) {
    std::string Old = Scan.read(Path).value_or("");
    Result.Changes[Path] = {Old, applyEdits(Old, All, Path)};
  }
}

} // namespace premap
