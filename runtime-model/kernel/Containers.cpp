#include "kernel/Containers.h"

#include "kernel/Calls.h"

namespace premap::kernel {

bool takesOut(std::string_view Name) {
  bool Found = false;
  forEachWord(
      "list_del hlist_del rb_erase idr_remove xa_erase "
      "radix_tree_delete hash_del interval_tree_remove",
      [&](std::string_view Word) { Found = Found || Name.starts_with(Word); });
  return Found;
}

} // namespace premap::kernel
