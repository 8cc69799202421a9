// A migration plan as text for people, as JSON (schema premap.plan/1) and as a
// graph for Graphviz.
#ifndef PREMAP_TOOL_PLAN_PLANREPORT_H
#define PREMAP_TOOL_PLAN_PLANREPORT_H

#include "tool/deliver/ScanResult.h"
#include "tool/plan/StepOrder.h"
#include "tool/plan/TreesCompared.h"

#include "nlohmann/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace premap {

/// What is shown beside the graph of a tree.
struct PlannedTree {
  std::string Version; ///< of the kernel
  std::vector<std::string> Archs;
  std::string Profile; ///< of the tree's API: "none", "7.3"
  std::string Target;  ///< of the API that was planned for
};

struct ComparedTrees {
  PlannedTree Old;
  std::vector<ChangedHandler> Changes;
  std::vector<IncompleteFile> Incomplete; ///< of the older tree
};

struct MigrationPlan {
  PlannedTree Tree;
  MigrationGraph Graph;
  StepOrder Order; ///< of Graph
  std::vector<IncompleteFile> Incomplete;
  std::optional<ComparedTrees> Since;
};

/// Lines of at most 100 columns, where names let them.
std::string planToText(const MigrationPlan &Plan);
nlohmann::ordered_json planToJson(const MigrationPlan &Plan);
/// Handlers that nobody waits for stand together with those that need the same.
std::string planToDot(const MigrationPlan &Plan);

} // namespace premap

#endif
