#include "matchers/classes/Predicates.h"

namespace premap {

// The handler calls the mmap of another file, by a function of the VFS
// (call_mmap(), backing_file_mmap()) or through that file's f_op.
bool isStacked(const Evidence &Seen) {
  return Seen.any([&](const Event &E) {
    if (E.Kind == EventKind::IndirectCall)
      return Seen.callsFileOperation(E);
    return E.Kind == EventKind::OtherCall &&
           kernel::kindOf(E.Name) == kernel::CallKind::Stacked;
  });
}

} // namespace premap
