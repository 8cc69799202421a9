// What moved between two trees: handlers of the older one are looked for in the
// newer one, under whatever name and in whatever file.
#ifndef PREMAP_TOOL_PLAN_TREESCOMPARED_H
#define PREMAP_TOOL_PLAN_TREESCOMPARED_H

#include "tool/plan/PlannedFunction.h"

#include <string>
#include <vector>

namespace premap {

enum class Change {
  Converted, ///< took a VMA, takes a descriptor
  Reverted,  ///< the other way round
  New,
  Gone,
  Moved, ///< another file or name, and no other change
  Kept,
};

/// "converted", "reverted", ...
const char *toString(Change C);

struct ChangedHandler {
  Change What = Change::Kept;
  std::string Old, New; ///< ids; "" if there is none
  std::string Hook;     ///< of its first table
  bool TakesVma = true; ///< in the newer tree; Gone: in the older one

  auto operator<=>(const ChangedHandler &) const = default;
};

/// The handlers among \p Old and \p New, sorted by what became of them.
std::vector<ChangedHandler>
compareTrees(const std::vector<PlannedFunction> &Old,
             const std::vector<PlannedFunction> &New);

} // namespace premap

#endif
