#include "matchers/classes/Predicates.h"

namespace premap {

// The mapping is one of the page cache: generic_file_mmap() or one of its
// siblings sets it up.
bool isGenericFile(const Evidence &Seen) {
  return Seen.has({EventKind::GenericFile});
}

} // namespace premap
