#include "guard/VisibleText.h"
#include "tool/plan/Columns.h"
#include "tool/plan/PlanReport.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <map>
#include <set>

namespace premap {
namespace {

/// How many names stand in a line's place.
constexpr size_t ShownWaiting = 4, ShownFunctions = 6, ShownChanges = 40;

class PlanText {
public:
  explicit PlanText(const MigrationPlan &Plan)
      : Plan(Plan), Nodes(Plan.Graph.Nodes) {}

  std::string run();

private:
  void writeHead();
  void writeTotals(const char *What, bool Inner);
  void writeSince(const ComparedTrees &Since);
  void writeChanges(const ComparedTrees &Since, const std::string &Title,
                    llvm::function_ref<bool(const ChangedHandler &)> Which);
  void writeSteps();
  void writeStep(size_t Place, const OrderedStep &Step, size_t Sum);
  void writeHooks();
  void writeHelpers();
  void writeCircles();
  void writeIncomplete();
  std::vector<std::string> namesOf(const std::vector<size_t> &Of) const;
  std::vector<size_t> neededBy(size_t Node) const;

  const MigrationPlan &Plan;
  const std::vector<MigrationNode> &Nodes;
  std::string Out;
};

} // namespace

static bool isInner(const MigrationNode &Handler) {
  return llvm::none_of(Handler.Slots, [](const HookSlot &Slot) {
    return Slot.Record == "file_operations";
  });
}

static std::string headline(const PlannedTree &Tree) {
  std::string Text = "Linux " + Tree.Version + ",";
  for (const std::string &Arch : Tree.Archs)
    Text += " " + Arch;
  if (Tree.Profile == "none")
    return Text + ": has no mmap_prepare; planned for " + Tree.Target;
  return Text + ": mmap_prepare as in " + Tree.Profile;
}

std::vector<std::string>
PlanText::namesOf(const std::vector<size_t> &Of) const {
  std::vector<std::string> Names;
  for (size_t Node : Of)
    Names.push_back(visibleName(Nodes[Node].File.empty() ? Nodes[Node].Name
                                                         : Nodes[Node].Id));
  return Names;
}

std::vector<size_t> PlanText::neededBy(size_t Node) const {
  std::vector<size_t> By;
  for (size_t I = 0; I != Nodes.size(); ++I)
    if (llvm::is_contained(Nodes[I].Needs, Node))
      By.push_back(I);
  return By;
}

void PlanText::writeTotals(const char *What, bool Inner) {
  std::map<Standing, size_t> Counts;
  size_t Handlers = 0, Tables = 0;
  for (const MigrationNode &Node : Nodes) {
    if (Node.isStep() || isInner(Node) != Inner)
      continue;
    ++Handlers;
    Tables += Node.Slots.size();
    ++Counts[Node.State];
  }
  Out += "  " + std::string(What) + rightAligned(Handlers, 8) +
         rightAligned(Tables, 8) +
         rightAligned(Counts[Standing::Converted], 11) +
         rightAligned(Counts[Standing::Ready], 7) +
         rightAligned(Counts[Standing::ByHand], 9) +
         rightAligned(Counts[Standing::Waiting], 9) +
         rightAligned(Counts[Standing::Unread], 8) + "\n";
}

void PlanText::writeHead() {
  Out += headline(Plan.Tree) + "\n\n";
  Out += "                 handlers  tables  converted  ready  by hand  "
         "waiting  unread\n";
  writeTotals("file_operations", false);
  writeTotals("inner tables   ", true);
  Out += "\n";
  Out += wrapped("", "ready: premap converts it. by hand: nothing is missing, "
                     "but premap does not edit it (`premap explain` says "
                     "why). waiting: for the steps below, or for handlers "
                     "that do.");
}

void PlanText::writeChanges(
    const ComparedTrees &Since, const std::string &Title,
    llvm::function_ref<bool(const ChangedHandler &)> Which) {
  std::vector<std::string> Lines;
  for (const ChangedHandler &C : Since.Changes) {
    if (!Which(C))
      continue;
    std::string Line = visibleName(C.New.empty() ? C.Old : C.New);
    if (!C.New.empty() && !C.Old.empty() && C.Old != C.New)
      Line += " (was " + visibleName(C.Old) + ")";
    Lines.push_back(wrapped("    ", Line));
  }
  if (Lines.empty())
    return;
  Out += "  " + Title + " (" + std::to_string(Lines.size()) + ")\n";
  for (size_t I = 0; I != Lines.size() && I != ShownChanges; ++I)
    Out += Lines[I];
  if (Lines.size() > ShownChanges)
    Out += "    and " + std::to_string(Lines.size() - ShownChanges) +
           " more; --output json has all\n";
}

void PlanText::writeSince(const ComparedTrees &Since) {
  Out += "\nSince " + headline(Since.Old) + "\n";
  auto Is = [](Change What, bool TakesVma) {
    return [=](const ChangedHandler &C) {
      return C.What == What && C.TakesVma == TakesVma;
    };
  };
  writeChanges(Since, "Converted", Is(Change::Converted, false));
  writeChanges(Since, "Back to a hook with a VMA", Is(Change::Reverted, true));
  writeChanges(Since, "New, with a VMA", Is(Change::New, true));
  writeChanges(Since, "New, with a descriptor", Is(Change::New, false));
  writeChanges(Since, "Gone, with a VMA", Is(Change::Gone, true));
  writeChanges(Since, "Gone, with a descriptor", Is(Change::Gone, false));
  writeChanges(Since, "Moved or renamed, still with a VMA",
               Is(Change::Moved, true));
  size_t Kept = llvm::count_if(Since.Changes, Is(Change::Kept, true));
  Out += "  As before, with a VMA: " + counted(Kept, "handler") + "\n";
  for (const IncompleteFile &F : Since.Incomplete)
    Out += wrapped("  not read there: ",
                   visibleName(F.File) + ": " + visibleName(F.Reason));
}

static std::string headingOf(const MigrationNode &Node) {
  switch (Node.Kind) {
  case NodeKind::Hook:
    return "a prepare form of " + Node.Name;
  case NodeKind::Helper:
    return "a descriptor form of " + Node.Name + "()";
  case NodeKind::Rework:
    return "in drivers: " + Node.Name;
  case NodeKind::Unread:
  case NodeKind::Handler:
  case NodeKind::Caller:
  case NodeKind::Api:
    break;
  }
  return Node.Name;
}

void PlanText::writeStep(size_t Place, const OrderedStep &Step, size_t Sum) {
  const MigrationNode &Node = Nodes[Step.Node];
  Out += wrapped(
      rightAligned(Place, 4) + ". " + rightAligned(Step.Waiting.size(), 7) +
          rightAligned(Step.Alone.size(), 7) +
          rightAligned(Step.After.size(), 6) + rightAligned(Sum, 6) + "  ",
      visibleName(headingOf(Node)));
  const std::string Indent(8, ' ');
  if (!Node.File.empty())
    Out += wrapped(Indent + "in ", visibleName(Node.File));
  std::vector<size_t> Shown = Step.After, Rest;
  for (size_t Handler : Step.Waiting)
    if (!llvm::is_contained(Step.After, Handler))
      Rest.push_back(Handler);
  if (!Step.After.empty())
    Out +=
        wrapped(Indent + "frees ", listed(namesOf(Step.After), ShownWaiting));
  if (!Rest.empty())
    Out +=
        wrapped(Indent + (Step.After.empty() ? "wanted by " : "and wanted by "),
                listed(namesOf(Rest), Step.After.empty() ? ShownWaiting : 1));
}

void PlanText::writeSteps() {
  Out += "\nSteps, in an order that pays\n";
  Out +=
      wrapped("  ", "waits: handlers that cannot do without it. alone: those "
                    "that need nothing else. then: those that need only it "
                    "and the steps above. sum: all that are free by then.");
  Out += "\n        waits  alone  then   sum\n";
  size_t Sum = Plan.Order.Free.size(), Place = 0;
  Out += wrapped("                            " + rightAligned(Sum, 4) + "  ",
                 "without any step");
  for (const OrderedStep &Step : Plan.Order.Steps) {
    Sum += Step.After.size();
    writeStep(++Place, Step, Sum);
  }
}

void PlanText::writeHooks() {
  bool IsFirst = true;
  for (size_t I = 0; I != Nodes.size(); ++I) {
    if (Nodes[I].Kind != NodeKind::Hook)
      continue;
    if (IsFirst)
      Out += "\nInner hooks: who calls them, and what stands behind them\n";
    IsFirst = false;
    std::map<size_t, size_t> Tables; // of a handler
    std::vector<size_t> Callers;
    for (size_t By : neededBy(I)) {
      if (llvm::is_contained(Nodes[By].Calls, Nodes[I].Name))
        Callers.push_back(By);
      for (const HookSlot &Slot : Nodes[By].Slots)
        if (Slot.hook() == Nodes[I].Name)
          ++Tables[By];
    }
    Out += "  " + visibleName(Nodes[I].Name) + ": " +
           counted(Tables.size(), "function") + " in " +
           counted(Nodes[I].Slots.size(), "table") + "\n";
    if (!Callers.empty())
      Out +=
          wrapped("    called by ", listed(namesOf(Callers), ShownFunctions));
    std::vector<std::pair<size_t, size_t>> Most;
    for (auto [Handler, Count] : Tables)
      Most.push_back({Count, Handler});
    llvm::sort(Most, [](auto A, auto B) {
      return A.first != B.first ? A.first > B.first : A.second < B.second;
    });
    std::vector<std::string> Names;
    for (auto [Count, Handler] : Most)
      Names.push_back(visibleName(Nodes[Handler].Name) +
                      (Count > 1 ? " (" + counted(Count, "table") + ")" : ""));
    if (!Names.empty())
      Out += wrapped("    behind it ", listed(Names, ShownFunctions));
  }
}

void PlanText::writeHelpers() {
  bool IsFirst = true;
  for (size_t I = 0; I != Nodes.size(); ++I) {
    if (Nodes[I].Kind != NodeKind::Helper)
      continue;
    if (IsFirst)
      Out += "\nHelpers that take the VMA of others\n";
    IsFirst = false;
    Out += wrapped("  ", visibleName(Nodes[I].Id));
    Out +=
        wrapped("    called by ", listed(namesOf(neededBy(I)), ShownFunctions));
    if (!Nodes[I].Needs.empty())
      Out += wrapped("    needs ",
                     listed(namesOf(Nodes[I].Needs), ShownFunctions));
  }
}

void PlanText::writeCircles() {
  std::vector<std::vector<size_t>> Found = circles(Plan.Graph);
  if (Found.empty())
    return;
  Out += "\nThese need each other: at once, or with both forms side by side\n";
  for (const std::vector<size_t> &Circle : Found)
    Out += wrapped("  ", listed(namesOf(Circle), Circle.size()));
}

void PlanText::writeIncomplete() {
  if (Plan.Incomplete.empty())
    return;
  Out += "\nNot read, so something may be missing above (" +
         std::to_string(Plan.Incomplete.size()) + ")\n";
  for (const IncompleteFile &F : Plan.Incomplete)
    Out += wrapped("  ", visibleName(F.File) + ": " + visibleName(F.Reason));
}

std::string PlanText::run() {
  writeHead();
  if (Plan.Since)
    writeSince(*Plan.Since);
  writeSteps();
  writeHooks();
  writeHelpers();
  writeCircles();
  writeIncomplete();
  return std::move(Out);
}

std::string planToText(const MigrationPlan &Plan) {
  return PlanText(Plan).run();
}

} // namespace premap
