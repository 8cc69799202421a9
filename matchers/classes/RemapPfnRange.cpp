#include "matchers/classes/Predicates.h"

namespace premap {

// The handler maps PFNs of RAM, or of what it treats as such:
// remap_pfn_range().
bool isRemapPfnRange(const Evidence &Seen) {
  return Seen.maps(kernel::CallKind::Remap);
}

} // namespace premap
