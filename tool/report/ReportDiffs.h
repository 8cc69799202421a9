// What conversions change, as hunks; each change once, by number.
#ifndef PREMAP_TOOL_REPORT_REPORTDIFFS_H
#define PREMAP_TOOL_REPORT_REPORTDIFFS_H

#include "tool/deliver/UnifiedDiff.h"

#include "nlohmann/json.hpp"
#include "llvm/Support/Error.h"

#include <string>
#include <utility>
#include <vector>

namespace premap {

class ReportDiffs {
public:
  /// The number of the change of \p Path.
  size_t add(const std::string &Path, FileChange Change);

  /// [{"file", "hunks": "@@ .."}, ..], in order of their numbers. Fails as
  /// unifiedDiffs() does.
  llvm::Expected<nlohmann::ordered_json> toJson() const;

private:
  std::vector<std::pair<std::string, FileChange>> Changes;
};

} // namespace premap

#endif
