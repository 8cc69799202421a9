// The writing half of the pipeline: conversions made, parsed again and, unless
// told otherwise, verified; nothing is written to the tree here.
#ifndef PREMAP_TOOL_REWRITETREE_H
#define PREMAP_TOOL_REWRITETREE_H

#include "tool/ScanTree.h"
#include "tool/UnifiedDiff.h"
#include "verify/Verify.h"

#include "llvm/Support/Error.h"

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
  /// Elements of premap.verify/1, one for each of its tables; without time, so
  /// that the same input gives the same bytes. Empty if not verified.
  std::vector<nlohmann::json> Verdicts;
};

struct RewriteResult {
  std::vector<RewriteOutcome> Outcomes; ///< sorted by id; every chosen handler
  FileChanges Changes;                  ///< of the conversions that are shown
  /// Changes of conversions that verification refuted, by handler.
  std::map<std::string, FileChanges> Refuted;
  std::map<std::string, unsigned> ByState;
};

struct RewriteOptions {
  bool Verify = true;
  verify::VerifyOptions Budget;
};

/// Converts the handlers \p Ids of \p Scan, or all of its file_operations
/// handlers if empty. The error is for what stops everything: Ctrl-C, an id
/// that names no handler, an id that is not unique.
llvm::Expected<RewriteResult> rewriteTree(const TreeScan &Scan,
                                          const CommonOptions &Common,
                                          const std::vector<std::string> &Ids,
                                          const RewriteOptions &Options);

/// Whether an outcome's change may be shown as done.
bool isDone(State Outcome);

} // namespace premap

#endif
