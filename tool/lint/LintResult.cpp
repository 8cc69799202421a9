#include "tool/lint/LintResult.h"

#include "tool/deliver/ExitCode.h"

#include <algorithm>

namespace premap {

size_t LintResult::newOnes() const {
  return std::count_if(Findings.begin(), Findings.end(),
                       [](const GateFinding &F) { return F.IsNew; });
}

int LintResult::exitCode() const {
  if (newOnes())
    return ExitFindings;
  return Incomplete.empty() ? ExitOk : ExitIncomplete;
}

} // namespace premap
