#include "matchers/classes/Predicates.h"

namespace premap {

// The handler, or a helper, sets, clears or replaces flags of the vma.
bool isFlagSetting(const Evidence &Seen) {
  return Seen.has({EventKind::FlagSet, EventKind::FlagClear,
                   EventKind::FlagModify}) ||
         Seen.changesField("vm_flags") || Seen.changesField("__vm_flags") ||
         Seen.changesField("vma_flags");
}

} // namespace premap
