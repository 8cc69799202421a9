// Places in the forms of `make coccicheck MODE=...`, for scripts and editors
// that read those.
#ifndef PREMAP_TOOL_DELIVER_COCCICHECKMODES_H
#define PREMAP_TOOL_DELIVER_COCCICHECKMODES_H

#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>
#include <string>
#include <vector>

namespace premap {

struct MarkedPlace {
  std::string Path;              ///< relative to the tree
  unsigned Line = 0, Column = 0; ///< count from 1; column 0: the whole line
  std::string Message;
  auto operator<=>(const MarkedPlace &) const = default;
};

/// `report`: a line for each place, as Coccinelle's scripts print it.
std::string placesAsReport(const std::vector<MarkedPlace> &Places);

/// `org`: a task for Emacs' Org mode for each place.
std::string placesAsOrg(const std::vector<MarkedPlace> &Places);

/// `context`: the lines around the places as hunks of a diff, in which the
/// marked lines have a minus. \p Text gives the text of a path, if it can be
/// read; \p Places are sorted.
std::string placesAsContext(
    const std::vector<MarkedPlace> &Places,
    llvm::function_ref<std::optional<std::string>(const std::string &)> Text);

/// The form \p Mode ("report", "org" or "context") of \p Places, in any order.
std::string placesInMode(
    const std::string &Mode, std::vector<MarkedPlace> Places,
    llvm::function_ref<std::optional<std::string>(const std::string &)> Text);

} // namespace premap

#endif
