#include "matchers/classes/Predicates.h"

namespace premap {

static bool handsOver(const Event &E) {
  kernel::CallKind Kind = kernel::kindOf(E.Name);
  if (E.Kind == EventKind::Map)
    return Kind == kernel::CallKind::SubsystemMap;
  return E.Kind == EventKind::OtherCall && !kernel::isHarmless(Kind) &&
         !kernel::isAccessor(Kind) && Kind != kernel::CallKind::Stacked &&
         Kind != kernel::CallKind::PerMappingState;
}

// The vma goes on to an inner hook through a pointer, to a function of another
// file, or to a subsystem (dma_mmap_coherent()) that calls a hook of its own.
bool isDelegating(const Evidence &Seen) {
  return Seen.any([&](const Event &E) {
    return handsOver(E) ||
           (E.Kind == EventKind::IndirectCall && !Seen.callsFileOperation(E));
  });
}

} // namespace premap
