#include "matchers/classes/Predicates.h"

namespace premap {

// The handler puts single pages, or an array of them, into the mapping:
// vm_insert_page(), vm_map_pages(), vmf_insert_pfn(), remap_vmalloc_range().
bool isPageInsertion(const Evidence &Seen) {
  return Seen.maps(kernel::CallKind::PageInsertion);
}

} // namespace premap
