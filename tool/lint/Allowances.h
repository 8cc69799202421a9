// The findings that a project's `.premap.yaml` lets pass, each with a reason
// and an end.
#ifndef PREMAP_TOOL_LINT_ALLOWANCES_H
#define PREMAP_TOOL_LINT_ALLOWANCES_H

#include "tool/lint/LintResult.h"

#include <string>
#include <vector>

namespace premap {

struct Allowance {
  std::string Rule;     ///< an id
  std::string Path;     ///< tree-relative, a glob
  std::string Function; ///< "": any
  std::string Reason;   ///< never empty
  std::string Until;    ///< "2027-03-31", the last day; "" if there is none

  /// Whether it is about \p F.
  bool names(const GateFinding &F) const;
};

/// "" if \p Day is a day as Until wants it, else what is wrong.
std::string problemWithDay(const std::string &Day);

/// Takes out of \p Findings what \p Allowances let pass on \p Today
/// ("2026-11-29") and counts it. What has ended, and what lets nothing pass, is
/// added to \p Stale, as said in the file \p Source.
size_t applyAllowances(const std::vector<Allowance> &Allowances,
                       const std::string &Today, const std::string &Source,
                       std::vector<GateFinding> &Findings,
                       std::vector<StaleEntry> &Stale);

} // namespace premap

#endif
