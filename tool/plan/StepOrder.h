// In which order the steps of a migration pay, and what each of them is good
// for.
#ifndef PREMAP_TOOL_PLAN_STEPORDER_H
#define PREMAP_TOOL_PLAN_STEPORDER_H

#include "tool/plan/MigrationGraph.h"

namespace premap {

/// A step in its place of the suggested order.
struct OrderedStep {
  size_t Node = 0;
  std::vector<size_t> Waiting; ///< handlers that cannot do without; sorted
  std::vector<size_t> Alone;   ///< of these: who needs no other step
  std::vector<size_t> After;   ///< who needs only this one and those before it
};

struct StepOrder {
  std::vector<OrderedStep> Steps;
  /// Handlers that are not converted and need no step, though perhaps another
  /// handler before them.
  std::vector<size_t> Free;
};

/// Orders the steps of \p Graph: the steps that some handlers lack are done
/// together, most handlers for the least cost first, and a step stands behind
/// those that it needs.
StepOrder orderSteps(const MigrationGraph &Graph);

} // namespace premap

#endif
