// The hooks of operation tables that get a VMA or a descriptor.
#ifndef PREMAP_KERNEL_HOOKS_H
#define PREMAP_KERNEL_HOOKS_H

#include <span>
#include <string>
#include <string_view>

namespace premap::kernel {

enum class HookRole {
  File,  ///< called by the core: what premap converts
  Inner, ///< called by a subsystem's own .mmap, with its VMA
};

struct Hook {
  HookRole Role;
  std::string_view Record; ///< "file_operations"
  std::string_view Field;  ///< "mmap"
  std::string_view Header; ///< below include/, or a path in the tree
  /// The field of the same record that takes a descriptor; "" if the newest
  /// release has none.
  std::string_view Prepare;
  /// The files of the tree that call it, separated by blanks.
  std::string_view Callers;
};

/// The field of `file_operations` that only a kernel without MMU reads.
inline constexpr std::string_view NommuField = "mmap_capabilities";

std::span<const Hook> hooks();

/// What whoever calls the inner hook `Record.Field` gives back if it fails,
/// separated by blanks.
std::string_view givenBackByCaller(std::string_view Record,
                                   std::string_view Field);

/// Whether the file of a hook in \p Record may have FOP_UNSIGNED_OFFSET, so
/// that the core lets any offset through.
bool mayTakeAnyOffset(std::string_view Record);

/// The name of \p Field's form for a descriptor, as the kernel names it:
/// "mmap_prepare" of "mmap", "mmap_prepare_ring_buffer" of "mmap_ring_buffer".
std::string prepareForm(std::string_view Field);

/// Whether \p Field is such a form.
bool isPrepareForm(std::string_view Field);

/// The row of `Record.Field`, by either form of the field; null if none.
const Hook *hookNamed(std::string_view Record, std::string_view Field);

} // namespace premap::kernel

#endif
