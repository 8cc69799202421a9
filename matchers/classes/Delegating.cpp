#include "matchers/classes/Predicates.h"

#include "llvm/ADT/StringRef.h"

using llvm::StringRef;

namespace premap {

static bool handsOver(const Event &E) {
  if (E.Kind == EventKind::Map)
    return callMeaning(E.Name) == CallMeaning::SubsystemMap ||
           callMeaning(E.Name) == CallMeaning::Other;
  return E.Kind == EventKind::OtherCall &&
         callMeaning(E.Name) == CallMeaning::Other;
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
