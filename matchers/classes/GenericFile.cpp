#include "matchers/classes/Predicates.h"

namespace premap {

bool isGenericFileHandler(const std::string &Name) {
  return kernel::kindOf(Name) == kernel::CallKind::GenericFile;
}

// The mapping is one of the page cache: generic_file_mmap() or one of its
// siblings sets it up, as the handler itself or called by it.
bool isGenericFile(const Evidence &Seen) {
  return isGenericFileHandler(Seen.name()) ||
         Seen.has({EventKind::GenericFile});
}

} // namespace premap
