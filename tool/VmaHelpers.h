// Who gets the VMA of a hook, over the borders of files.
#ifndef PREMAP_TOOL_VMAHELPERS_H
#define PREMAP_TOOL_VMAHELPERS_H

#include "matchers/Facts.h"

#include <set>
#include <string>
#include <vector>

namespace premap {

struct VmaHelpers {
  /// Functions that are no hooks and get the VMA of one, by file and name.
  std::vector<const FunctionFacts *> Found;
  /// Names of others that none of the units defines and the tables of calls do
  /// not know.
  std::set<std::string> Undefined;
};

/// Follows the VMA from the hooks of \p Units, which must outlive the result.
VmaHelpers vmaHelpers(const std::vector<UnitFacts> &Units);

} // namespace premap

#endif
