// The rows of Calls.h, by what they are about. A helper is added here: as a
// word of a list if its kind says all, else as a row.
#ifndef PREMAP_KERNEL_CALLROWS_H
#define PREMAP_KERNEL_CALLROWS_H

#include "kernel/Calls.h"

namespace premap::kernel {

struct KindRow {
  CallKind Kind;
  std::string_view
      Names; ///< separated by blanks; a `*` at the end stands for any rest
};

std::span<const KindRow> kindRows();
std::span<const Call> mappingCalls();  ///< about VMAs and descriptors
std::span<const Call> resourceCalls(); ///< take and give back
std::span<const Call> lockCalls();

} // namespace premap::kernel

#endif
