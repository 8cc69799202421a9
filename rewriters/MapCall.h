// A mapping call on its way to becoming an action. Private to this room.
#ifndef PREMAP_REWRITERS_MAPCALL_H
#define PREMAP_REWRITERS_MAPCALL_H

#include "rewriters/Session.h"

#include <optional>

namespace premap {

/// What stands in the place of a mapping call.
struct ActionCall {
  ActionKind Kind = ActionKind::None;
  std::vector<std::string> Arguments; ///< behind the descriptor
  std::string PageProt; ///< to be stored in the descriptor before; "" if as is
};

/// The text of argument \p Index of \p E with the comments beside it.
std::string mapArgument(const Subject &F, const Event &E, size_t Index);

/// remap_pfn_range() and io_remap_pfn_range(): see PfnRemapCall.cpp.
std::optional<ActionCall> remapAction(Session &S, Subject &F, const Event &E,
                                      ActionKind Kind);

/// io_remap_pfn_range() and vm_iomap_memory(): see IoRemapCall.cpp.
std::optional<ActionCall> ioRemapAction(Session &S, Subject &F, const Event &E);

} // namespace premap

#endif
