#include "matchers/classes/Predicates.h"

namespace premap {

// The handler maps device memory: io_remap_pfn_range(), vm_iomap_memory().
bool isIoRemap(const Evidence &Seen) {
  return Seen.maps(kernel::CallKind::IoRemap);
}

} // namespace premap
