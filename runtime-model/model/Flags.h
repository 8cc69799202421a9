// VM_* flags under the kernel's names and bit numbers (include/linux/mm.h).
#ifndef PREMAP_MODEL_FLAGS_H
#define PREMAP_MODEL_FLAGS_H

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace premap::model {

using FlagSet = std::uint64_t;

enum : FlagSet {
  VM_READ = 0x1,
  VM_WRITE = 0x2,
  VM_EXEC = 0x4,
  VM_SHARED = 0x8,
  VM_MAYREAD = 0x10,
  VM_MAYWRITE = 0x20,
  VM_MAYEXEC = 0x40,
  VM_MAYSHARE = 0x80,
  VM_GROWSDOWN = 0x100,
  VM_UFFD_MISSING = 0x200,
  VM_PFNMAP = 0x400,
  VM_MAYBE_GUARD = 0x800,
  VM_UFFD_WP = 0x1000,
  VM_LOCKED = 0x2000,
  VM_IO = 0x4000,
  VM_SEQ_READ = 0x8000,
  VM_RAND_READ = 0x10000,
  VM_DONTCOPY = 0x20000,
  VM_DONTEXPAND = 0x40000,
  VM_LOCKONFAULT = 0x80000,
  VM_ACCOUNT = 0x100000,
  VM_NORESERVE = 0x200000,
  VM_HUGETLB = 0x400000,
  VM_SYNC = 0x800000,
  VM_ARCH_1 = 0x1000000,
  VM_WIPEONFORK = 0x2000000,
  VM_DONTDUMP = 0x4000000,
  VM_SOFTDIRTY = 0x8000000,
  VM_MIXEDMAP = 0x10000000,
  VM_HUGEPAGE = 0x20000000,
  VM_NOHUGEPAGE = 0x40000000,
  VM_MERGEABLE = 0x80000000,

  /// Mappings that never merge.
  VM_SPECIAL = VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP,
  /// What the PFN remaps add.
  VM_REMAP_FLAGS = VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP,
};

/// \returns the bit of "DONTEXPAND" and the like, without the VM_ prefix.
std::optional<FlagSet> flagByName(std::string_view Name);

/// The names of all bits in \p Flags, lowest bit first. Bits without a name
/// are left out.
std::vector<std::string_view> flagNames(FlagSet Flags);

/// Whether a write can never be seen by others: a private, possibly writable
/// mapping (is_cow_mapping()).
constexpr bool isCowMapping(FlagSet Flags) {
  return (Flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
}

} // namespace premap::model

#endif
