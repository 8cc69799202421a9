#include "tool/PlanInputs.h"

#include "findings/Inputs.h"
#include "kernel/Calls.h"
#include "kernel/Hooks.h"
#include "tool/VmaHelpers.h"

#include "llvm/ADT/STLExtras.h"

#include <set>

namespace premap {

static std::vector<HookSlot> slotsOf(const HandlerRecord &Record) {
  std::vector<HookSlot> Slots;
  for (const OpsEntry &E : Record.Ops)
    if (!E.Null && !E.Field.empty())
      Slots.push_back(
          {E.Type, E.Field, E.Variable, E.Where.Path, E.Where.Line});
  llvm::sort(Slots);
  Slots.erase(std::unique(Slots.begin(), Slots.end()), Slots.end());
  return Slots;
}

/// Why nothing is known of what \p H does; "" if something is.
static std::string whyUnread(const HandlerResult &H) {
  if (H.Outcome == State::NotCompiled || H.Outcome == State::ParseFailed)
    return H.Reasons.empty() ? "it is not compiled" : H.Reasons.front().Message;
  if (!H.Record.Function && !kernel::isLibraryHook(H.Record.Name))
    return H.Record.WhyNoBody.empty() ? "no file that was read defines it"
                                      : H.Record.WhyNoBody;
  return "";
}

/// The tables say so also where no configuration compiles the hook.
static bool isConverted(const HandlerResult &H) {
  return H.Outcome == State::AlreadyConverted ||
         (!H.Record.Ops.empty() &&
          llvm::all_of(H.Record.Ops, [](const OpsEntry &E) {
            return kernel::isPrepareForm(E.Field);
          }));
}

static PlannedFunction describe(const HandlerResult &H) {
  PlannedFunction F;
  F.Name = H.Record.Name;
  F.File = H.Record.File;
  F.Line = H.Record.Line;
  F.External = H.Record.Function && !H.Record.Function->Static;
  F.Slots = slotsOf(H.Record);
  F.Converted = isConverted(H);
  if (!F.Converted)
    F.Unread = whyUnread(H);
  return F;
}

static std::vector<const HandlerResult *> shown(const TreeScan &Scan,
                                                bool AllTables) {
  std::vector<const HandlerResult *> Handlers;
  for (const HandlerResult &H : Scan.Result.Handlers)
    if (AllTables || !H.Record.Inner)
      Handlers.push_back(&H);
  return Handlers;
}

static void addForbidding(const std::vector<Finding> &Found,
                          PlannedFunction &F) {
  for (const Finding &Each : Found)
    if (Each.Effect == Weight::Forbids)
      F.Blockers.push_back({Each.Needs, Each.Rule, Each.Message, Each.Where});
}

/// What the planner said that no finding says: what only the text shows.
static void addObstacles(const HandlerResult &H, PlannedFunction &F) {
  for (const Reason &Each : H.Reasons) {
    bool Known = llvm::any_of(F.Blockers, [&](const Blocker &B) {
      return B.Rule == Each.Rule && B.Message == Each.Message;
    });
    if (!Known)
      F.Blockers.push_back(
          {{}, Each.Rule, Each.Message, {Each.File, Each.Line}});
  }
}

static void addHelpers(const TreeScan &Scan,
                       std::vector<PlannedFunction> &Functions) {
  std::set<std::string> Known;
  for (const PlannedFunction &F : Functions)
    Known.insert(F.id());
  for (const FunctionFacts *Helper : vmaHelpers(Scan.Index->units()).Found) {
    PlannedFunction F;
    F.Name = Helper->Name;
    F.File = Helper->File;
    F.Line = Helper->Line;
    F.IsHandler = false;
    F.External = !Helper->Static;
    if (Known.count(F.id()))
      continue;
    HandlerRecord Record;
    Record.Name = F.Name;
    Record.File = F.File;
    Record.Function = Scan.Index->function(F.File, F.Name);
    addForbidding(
        helperFindings(conversionInput(Record, *Scan.Index), Scan.Api.Target),
        F);
    Functions.push_back(std::move(F));
  }
}

std::vector<PlannedFunction> handlersOf(const TreeScan &Scan, bool AllTables) {
  std::vector<PlannedFunction> Functions;
  for (const HandlerResult *H : shown(Scan, AllTables))
    Functions.push_back(describe(*H));
  return Functions;
}

std::vector<PlannedFunction> plannedFunctions(const TreeScan &Scan,
                                              bool AllTables) {
  std::vector<PlannedFunction> Functions;
  for (const HandlerResult *H : shown(Scan, AllTables)) {
    PlannedFunction F = describe(*H);
    // A branch that nothing compiles is not looked into.
    bool Looked = F.Unread.empty() && !F.Converted && H->Record.Assumes.empty();
    if (Looked)
      addForbidding(findings(inputInTree(H->Record, *Scan.Index, Scan.Text),
                             Scan.Api.Target),
                    F);
    if (F.Unread.empty() && !F.Converted)
      addObstacles(*H, F);
    Functions.push_back(std::move(F));
  }
  addHelpers(Scan, Functions);
  return Functions;
}

PlannedTree treeOf(const TreeScan &Scan) {
  return {Scan.Result.Version, Scan.Result.Archs, Scan.Result.TreeProfile,
          Scan.Result.TargetProfile};
}

MigrationPlan planOf(const TreeScan &Scan,
                     const std::vector<PlannedFunction> &Functions) {
  MigrationPlan Plan;
  Plan.Tree = treeOf(Scan);
  Plan.Incomplete = Scan.Result.Incomplete;
  Plan.Graph = buildGraph(Functions, Scan.Api.Target.Mapped);
  Plan.Order = orderSteps(Plan.Graph);
  return Plan;
}

} // namespace premap
