// One handler explained: its tables, its body with what its lines do, its
// class, the plan or every obstacle, and the verdict.
#ifndef PREMAP_TOOL_DELIVER_EXPLANATION_H
#define PREMAP_TOOL_DELIVER_EXPLANATION_H

#include "rewriters/EditGroup.h"
#include "tool/deliver/RewriteResult.h"
#include "tool/deliver/ScanResult.h"

#include "nlohmann/json.hpp"

#include <string>

namespace premap {

struct Explanation {
  const ScanResult &Scan;
  const HandlerResult &Handler;
  const RewriteOutcome &Outcome;
  FileReader Read; ///< of the tree, for excerpts
};

std::string explanationToText(const Explanation &What);
nlohmann::ordered_json explanationToJson(const Explanation &What);

} // namespace premap

#endif
