// Checks a conversion that somebody else wrote: two texts, no plan, no facts.
#ifndef PREMAP_TOOL_FOREIGNCONVERSION_H
#define PREMAP_TOOL_FOREIGNCONVERSION_H

#include "tool/CommonOptions.h"
#include "tool/UnifiedDiff.h"
#include "tool/VerifyReport.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

struct ForeignConversion {
  const CommonOptions &Common;
  const std::string &TargetApi;
  const FileChanges &Changes;               ///< by tree-relative path
  const std::vector<std::string> &Handlers; ///< old or new names; empty: all
  const verify::VerifyOptions &Budget;
};

/// Verifies every changed unit. A changed file that no command compiles makes
/// the report incomplete and says so. Fails if a handler that was named is in
/// none of the changed units, or nothing could be compared at all.
llvm::Expected<VerifyReport> verifyForeign(const ForeignConversion &What);

} // namespace premap

#endif
