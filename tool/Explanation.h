// One handler explained: its tables, its body event by event with source lines,
// its class, the plan or every obstacle, and the verdict.
#ifndef PREMAP_TOOL_EXPLANATION_H
#define PREMAP_TOOL_EXPLANATION_H

#include "tool/RewriteTree.h"
#include "tool/ScanTree.h"

#include "nlohmann/json.hpp"

#include <string>

namespace premap {

struct Explanation {
  const TreeScan &Scan;
  const HandlerResult &Handler;
  const RewriteOutcome &Outcome;
};

std::string explanationToText(const Explanation &What);
nlohmann::ordered_json explanationToJson(const Explanation &What);

} // namespace premap

#endif
