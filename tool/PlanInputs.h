// From a scanned tree to the functions that a plan of its migration is made of.
#ifndef PREMAP_TOOL_PLANINPUTS_H
#define PREMAP_TOOL_PLANINPUTS_H

#include "tool/ScanTree.h"
#include "tool/plan/PlanReport.h"
#include "tool/plan/PlannedFunction.h"

#include <vector>

namespace premap {

/// The handlers of \p Scan, without what stands against their conversion: what
/// compareTrees() wants. Inner tables are left out unless \p AllTables.
std::vector<PlannedFunction> handlersOf(const TreeScan &Scan, bool AllTables);

/// The same with what stands against it, and with the helpers that get their
/// VMA.
std::vector<PlannedFunction> plannedFunctions(const TreeScan &Scan,
                                              bool AllTables);

PlannedTree treeOf(const TreeScan &Scan);

/// The graph of \p Functions, which are those of \p Scan, and the order of its
/// steps.
MigrationPlan planOf(const TreeScan &Scan,
                     const std::vector<PlannedFunction> &Functions);

} // namespace premap

#endif
