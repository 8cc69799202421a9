// The writing half of the pipeline: conversions made, parsed again and, unless
// told otherwise, verified; nothing is written to the tree here.
#ifndef PREMAP_TOOL_REWRITETREE_H
#define PREMAP_TOOL_REWRITETREE_H

#include "tool/FamilyMove.h"
#include "tool/ScanTree.h"
#include "tool/deliver/RewriteResult.h"
#include "verify/Verify.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

struct RewriteOptions {
  bool Verify = true;
  /// Convert also what no configuration compiles and was read best-effort.
  bool BestEffort = false;
  verify::VerifyOptions Budget;
  const FamilyMove *Move = nullptr; ///< that the handlers are a part of
};

/// Converts the handlers \p Ids of \p Scan, or all of its file_operations
/// handlers if empty. The error is for what stops everything: Ctrl-C, an id
/// that names no handler, an id that is not unique.
llvm::Expected<RewriteResult> rewriteTree(const TreeScan &Scan,
                                          const CommonOptions &Common,
                                          const std::vector<std::string> &Ids,
                                          const RewriteOptions &Options);

} // namespace premap

#endif
