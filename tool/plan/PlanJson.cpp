#include "tool/plan/PlanReport.h"

#include <map>

using json = nlohmann::ordered_json;

namespace premap {

static json orNull(const std::string &Text) {
  return Text.empty() ? json(nullptr) : json(Text);
}

static json idsOf(const MigrationGraph &Graph, const std::vector<size_t> &Of) {
  json Ids = json::array();
  for (size_t Node : Of)
    Ids.push_back(Graph.Nodes[Node].Id);
  return Ids;
}

static json nodeToJson(const MigrationGraph &Graph, const MigrationNode &Node) {
  json Tables = json::array();
  for (const HookSlot &Slot : Node.Slots)
    Tables.push_back({{"type", Slot.Record},
                      {"field", Slot.Field},
                      {"variable", orNull(Slot.Variable)},
                      {"file", Slot.File},
                      {"line", Slot.Line}});
  bool IsHandler = Node.Kind == NodeKind::Handler;
  return {{"id", Node.Id},
          {"kind", toString(Node.Kind)},
          {"name", Node.Name},
          {"file", orNull(Node.File)},
          {"line", Node.Line ? json(Node.Line) : json(nullptr)},
          {"state", IsHandler ? json(toString(Node.State)) : json(nullptr)},
          {"tables", std::move(Tables)},
          {"calls", Node.Calls},
          {"by_hand", Node.Chores},
          {"needs", idsOf(Graph, Node.Needs)}};
}

static json stepsToJson(const MigrationPlan &Plan) {
  json Steps = json::array();
  size_t Sum = Plan.Order.Free.size();
  for (const OrderedStep &Step : Plan.Order.Steps) {
    Sum += Step.After.size();
    Steps.push_back({{"id", Plan.Graph.Nodes[Step.Node].Id},
                     {"waiting", idsOf(Plan.Graph, Step.Waiting)},
                     {"alone", idsOf(Plan.Graph, Step.Alone)},
                     {"after_those_before", idsOf(Plan.Graph, Step.After)},
                     {"sum", Sum}});
  }
  return Steps;
}

static json edgesToJson(const MigrationGraph &Graph) {
  json Edges = json::array();
  for (const MigrationNode &Node : Graph.Nodes)
    for (size_t Before : Node.Needs)
      Edges.push_back({{"before", Graph.Nodes[Before].Id}, {"after", Node.Id}});
  return Edges;
}

static json incompleteToJson(const std::vector<IncompleteFile> &Files) {
  json List = json::array();
  for (const IncompleteFile &F : Files)
    List.push_back({{"file", F.File}, {"reason", F.Reason}});
  return List;
}

static json treeToJson(const PlannedTree &Tree) {
  return {{"version", Tree.Version},
          {"archs", Tree.Archs},
          {"api", {{"profile", Tree.Profile}}},
          {"target", {{"profile", Tree.Target}}}};
}

static json sinceToJson(const ComparedTrees &Since) {
  json Changes = json::array();
  std::map<std::string, size_t> Counts;
  for (Change C : {Change::Converted, Change::Reverted, Change::New,
                   Change::Gone, Change::Moved, Change::Kept})
    Counts[toString(C)] = 0;
  for (const ChangedHandler &C : Since.Changes) {
    ++Counts[toString(C.What)];
    Changes.push_back({{"change", toString(C.What)},
                       {"old", orNull(C.Old)},
                       {"new", orNull(C.New)},
                       {"hook", orNull(C.Hook)},
                       {"takes_vma", C.TakesVma}});
  }
  return {{"tree", treeToJson(Since.Old)},
          {"changes", std::move(Changes)},
          {"summary", Counts},
          {"incomplete", incompleteToJson(Since.Incomplete)}};
}

static json summaryOf(const MigrationGraph &Graph) {
  std::map<std::string, size_t> ByState, ByKind;
  for (Standing S : {Standing::Converted, Standing::Ready, Standing::ByHand,
                     Standing::Waiting, Standing::Unread})
    ByState[toString(S)] = 0;
  size_t Handlers = 0, Tables = 0;
  for (const MigrationNode &Node : Graph.Nodes) {
    ++ByKind[toString(Node.Kind)];
    if (Node.Kind != NodeKind::Handler)
      continue;
    ++Handlers;
    Tables += Node.Slots.size();
    ++ByState[toString(Node.State)];
  }
  return {{"handlers", Handlers},
          {"tables", Tables},
          {"by_state", ByState},
          {"nodes_by_kind", ByKind}};
}

json planToJson(const MigrationPlan &Plan) {
  json Nodes = json::array(), Circles = json::array();
  for (const MigrationNode &Node : Plan.Graph.Nodes)
    Nodes.push_back(nodeToJson(Plan.Graph, Node));
  for (const std::vector<size_t> &Circle : circles(Plan.Graph))
    Circles.push_back(idsOf(Plan.Graph, Circle));
  return {{"schema", "premap.plan/1"},
          {"tree", treeToJson(Plan.Tree)},
          {"nodes", std::move(Nodes)},
          {"edges", edgesToJson(Plan.Graph)},
          {"steps", stepsToJson(Plan)},
          {"free", idsOf(Plan.Graph, Plan.Order.Free)},
          {"circles", std::move(Circles)},
          {"since", Plan.Since ? sinceToJson(*Plan.Since) : json(nullptr)},
          {"incomplete", incompleteToJson(Plan.Incomplete)},
          {"summary", summaryOf(Plan.Graph)}};
}

} // namespace premap
