// What rewriting a tree leads to: an outcome for each handler, and the changed
// files.
#ifndef PREMAP_TOOL_DELIVER_REWRITERESULT_H
#define PREMAP_TOOL_DELIVER_REWRITERESULT_H

#include "matchers/HandlerClass.h"
#include "rewriters/Plan.h"
#include "tool/deliver/UnifiedDiff.h"
#include "verify/Verdict.h"

#include <map>
#include <string>
#include <vector>

namespace premap {

/// What became of one handler that was to be rewritten.
struct RewriteOutcome {
  std::string Id;
  State Outcome = State::EditFailed;
  std::vector<Reason> Reasons;    ///< why it is not converted
  std::vector<std::string> Files; ///< that its conversion changes, sorted
  /// One for each of its tables and architectures; empty if not verified.
  std::vector<verify::VerifyResult> Verdicts;
  bool BestEffort = false; ///< no configuration compiles it
};

struct RewriteResult {
  std::vector<RewriteOutcome> Outcomes; ///< sorted by id; every chosen handler
  FileChanges Changes;                  ///< of the conversions that are shown
  /// Changes of conversions that verification refuted, by handler.
  std::map<std::string, FileChanges> Refuted;
  std::map<std::string, unsigned> ByState; ///< of those that are compiled
  std::map<std::string, unsigned> BestEffortByState;
};

/// Whether an outcome's change may be shown as done.
bool isDone(State Outcome);

} // namespace premap

#endif
