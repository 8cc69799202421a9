// report.html: the results of one command as a page for people, in one file
// that needs nothing else.
#ifndef PREMAP_TOOL_REPORT_REPORT_H
#define PREMAP_TOOL_REPORT_REPORT_H

#include "rewriters/EditGroup.h"
#include "tool/deliver/RewriteResult.h"
#include "tool/deliver/ScanResult.h"
#include "tool/deliver/VerifyReport.h"
#include "tool/lint/LintResult.h"
#include "tool/plan/PlanReport.h"
#include "tool/series/SeriesWriter.h"

#include "nlohmann/json.hpp"
#include "llvm/Support/Error.h"

#include <string>

namespace premap {

/// What there is to show; the pages of different commands have different parts.
struct ReportInput {
  std::string Tool;    ///< "premap 0.1.0 (commit ..)"
  std::string Command; ///< "run"
  FileReader Read;     ///< of the tree; for excerpts and MAINTAINERS

  const ScanResult *Scan = nullptr;
  bool AllTables = false; ///< inner hooks too
  const RewriteResult *Rewrite = nullptr;
  const Series *Patches = nullptr; ///< stands in series/, beside the page
  const LintResult *Lint = nullptr;
  const MigrationPlan *Plan = nullptr;
  bool PlanIsWhole = false; ///< as `premap plan` makes it

  /// Of conversions that somebody else wrote: verdicts, and the changed files.
  const VerifyReport *Verdicts = nullptr;
  const FileChanges *Changes = nullptr;
};

/// The data of the page, schema premap.report/1. All strings are visible().
/// Fails if git cannot make the differences.
llvm::Expected<nlohmann::ordered_json> reportToJson(const ReportInput &Input);

/// The page that shows \p Report. What \p Report says of a tree cannot leave
/// its strings, and the page asks the browser to run its own script only.
std::string reportPage(const nlohmann::ordered_json &Report);

llvm::Expected<std::string> reportToHtml(const ReportInput &Input);

} // namespace premap

#endif
