#include "guard/VisibleText.h"
#include "tool/plan/PlanReport.h"

#include "llvm/ADT/STLExtras.h"

#include <map>

namespace premap {

/// Text in quotes, in which `\n` ends a line; Graphviz also knows entities.
static std::string escaped(const std::string &Text) {
  std::string Out;
  for (char C : visibleName(Text)) {
    if (C == '"' || C == '\\')
      Out += '\\';
    if (C == '&')
      Out += "&amp;";
    else
      Out += C;
  }
  return Out;
}

/// A step of each kind is told by its colour.
static const char *colourOf(NodeKind Kind) {
  switch (Kind) {
  case NodeKind::Handler:
    return "white";
  case NodeKind::Helper:
    return "lightyellow";
  case NodeKind::Caller:
    return "wheat";
  case NodeKind::Hook:
    return "lightblue";
  case NodeKind::Api:
    return "salmon";
  case NodeKind::Rework:
    return "plum";
  case NodeKind::Unread:
    return "lightgrey";
  }
  return "white";
}

static std::string node(const std::string &Id, const std::string &Label,
                        NodeKind Kind) {
  return "  " + Id + " [label=\"" + Label +
         "\", shape=" + (Kind == NodeKind::Handler ? "ellipse" : "box") +
         ", fillcolor=" + colourOf(Kind) + "];\n";
}

static std::string labelOf(const MigrationNode &Node) {
  std::string Label = escaped(Node.Name);
  if (Node.Kind == NodeKind::Hook)
    Label = "prepare form of\\n" + Label + "\\n" +
            std::to_string(Node.Slots.size()) + " tables";
  else if (!Node.File.empty())
    Label += "()\\n" + escaped(Node.File);
  return Label;
}

/// Handlers that wait for the same and that nobody waits for.
static std::string groupLabel(const MigrationGraph &Graph,
                              const std::vector<size_t> &Handlers) {
  constexpr size_t Shown = 6;
  std::string Label = std::to_string(Handlers.size()) +
                      (Handlers.size() == 1 ? " handler" : " handlers");
  for (size_t I = 0; I != Handlers.size() && I != Shown; ++I)
    Label += "\\n" + escaped(Graph.Nodes[Handlers[I]].Id);
  if (Handlers.size() > Shown)
    Label += "\\nand " + std::to_string(Handlers.size() - Shown) + " more";
  return Label;
}

std::string planToDot(const MigrationPlan &Plan) {
  const std::vector<MigrationNode> &Nodes = Plan.Graph.Nodes;
  std::vector<bool> IsNeeded(Nodes.size(), false);
  for (const MigrationNode &Node : Nodes)
    for (size_t Before : Node.Needs)
      IsNeeded[Before] = true;
  std::string Out = "digraph premap {\n  rankdir=LR;\n"
                    "  node [style=filled, fontname=\"sans-serif\"];\n"
                    "  label=\"Linux " +
                    escaped(Plan.Tree.Version) +
                    ": what must be done before what\";\n";
  std::string Edges;
  std::map<std::vector<size_t>, std::vector<size_t>> Leaves; ///< by needs
  for (size_t I = 0; I != Nodes.size(); ++I) {
    if (Nodes[I].Kind == NodeKind::Handler && !IsNeeded[I]) {
      if (!Nodes[I].Needs.empty())
        Leaves[Nodes[I].Needs].push_back(I);
      continue;
    }
    const std::string Id = "n" + std::to_string(I);
    Out += node(Id, labelOf(Nodes[I]), Nodes[I].Kind);
    for (size_t Before : Nodes[I].Needs)
      Edges += "  n" + std::to_string(Before) + " -> " + Id + ";\n";
  }
  size_t Group = 0;
  for (const auto &[Needs, Handlers] : Leaves) {
    const std::string Id = "g" + std::to_string(Group++);
    Out += node(Id, groupLabel(Plan.Graph, Handlers), NodeKind::Handler);
    for (size_t Before : Needs)
      Edges += "  n" + std::to_string(Before) + " -> " + Id + ";\n";
  }
  return Out + Edges + "}\n";
}

} // namespace premap
