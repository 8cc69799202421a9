// io_remap_pfn_range() and vm_iomap_memory(): device memory as actions.
#include "rewriters/MapCall.h"

namespace premap {

std::optional<ActionCall> ioRemapAction(Session &S, Subject &F,
                                        const Event &E) {
  if (E.Name == "io_remap_pfn_range")
    return remapAction(S, F, E, ActionKind::IoRemapFull);
  if (E.Args.size() != 3) {
    S.obstacle("PM010", "calls " + E.Name + "() in an unknown form", E.Where);
    return std::nullopt;
  }
  ActionCall Call;
  Call.Kind = ActionKind::SimpleIoRemap;
  Call.Arguments = {mapArgument(F, E, 1), mapArgument(F, E, 2)};
  return Call;
}

} // namespace premap
