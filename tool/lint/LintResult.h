// A lint run: its findings, and all that keeps it from being complete.
#ifndef PREMAP_TOOL_LINT_LINTRESULT_H
#define PREMAP_TOOL_LINT_LINTRESULT_H

#include "tool/deliver/ScanResult.h"
#include "tool/lint/GateFinding.h"

#include <string>
#include <vector>

namespace premap {

/// A suppression, an allowance or a baseline entry that nothing matches.
struct StaleEntry {
  std::string Kind; ///< "suppression", "allowance", "baseline"
  std::string File; ///< where it stands, or the file that it speaks of
  unsigned Line = 0;
  std::string Message;

  auto operator<=>(const StaleEntry &) const = default;
};

struct LintResult {
  std::string Version;            ///< of the kernel
  std::vector<std::string> Archs; ///< sorted
  std::string Profile;            ///< of the tree's API
  std::vector<std::string> Features;
  std::vector<GateFinding> Findings; ///< settled; all that are reported
  size_t Suppressed = 0;             ///< by a comment or the allow-list
  size_t BelowThreshold = 0;         ///< less sure than what was asked for
  std::vector<StaleEntry> Stale;     ///< sorted
  std::vector<IncompleteFile> Incomplete;

  size_t newOnes() const;
  /// 1 if something new was found, else 3 if a file could not be read.
  int exitCode() const;
};

} // namespace premap

#endif
