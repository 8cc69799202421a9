// Checks a conversion that somebody else wrote: two texts, no plan, no facts.
#ifndef PREMAP_TOOL_FOREIGNCONVERSION_H
#define PREMAP_TOOL_FOREIGNCONVERSION_H

#include "tool/CommonOptions.h"
#include "tool/deliver/UnifiedDiff.h"
#include "tool/deliver/VerifyReport.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

struct ForeignConversion {
  const CommonOptions &Common;
  const std::string &TargetApi;
  const FileChanges &Changes; ///< by tree-relative path
  /// HandlerPatterns of old or new names; empty: all.
  const std::vector<std::string> &Handlers;
  const verify::VerifyOptions &Budget;
  /// Compare also what no configuration compiles, as its neighbours are.
  bool BestEffort = false;
};

/// Verifies the hooks of every changed unit. A changed file with mappings that
/// no command compiles makes the report incomplete; one that sets no hook is in
/// its notes. Fails if a handler that was named is none of the hooks.
llvm::Expected<VerifyReport> verifyForeign(const ForeignConversion &What);

} // namespace premap

#endif
