// One run of the gate: which states are read, what is compared with what, and
// what is left of the findings.
#ifndef PREMAP_TOOL_LINTRUN_H
#define PREMAP_TOOL_LINTRUN_H

#include "tool/CommonOptions.h"
#include "tool/lint/Allowances.h"
#include "tool/lint/LintResult.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace premap {

struct TreeScan;

struct LintOptions {
  CommonOptions Common;
  std::vector<std::string> Paths; ///< HandlerPatterns; empty: the whole tree
  std::string Rules;              ///< see RuleChoice
  std::string Severity = "likely";
  std::string Tables = "all";
  std::string NewFromRev, Diff, Baseline;
  bool WithoutBaseline = false;
  std::string Config; ///< --config
};

/// Where a tree's baseline is if none is named.
inline constexpr char BaselineName[] = ".premap-baseline.json";

/// The baseline that counts: the one that was named, else the tree's own, else
/// "".
std::string baselineOf(const LintOptions &Options);

/// Adds the options that `lint` and `baseline` share, without TREE.
void addLintOptions(CLI::App &App, LintOptions &Options);

/// Runs the gate as \p Options say. The error is for what makes that
/// impossible.
llvm::Expected<LintResult> runLint(const LintOptions &Options);

/// What the gate says of \p Scan, which was made for something else.
llvm::Expected<LintResult> lintOf(const TreeScan &Scan,
                                  const LintOptions &Options);

} // namespace premap

#endif
