// The fields of a VMA that handlers use, and where a descriptor has them.
#ifndef PREMAP_KERNEL_FIELDS_H
#define PREMAP_KERNEL_FIELDS_H

#include <span>
#include <string_view>

namespace premap::kernel {

inline constexpr std::string_view VmaRecord = "vm_area_struct";
inline constexpr std::string_view FileRecord = "file";
inline constexpr std::string_view DescRecord = "vm_area_desc";
inline constexpr std::string_view ActionRecord = "mmap_action";

/// How a use of a VMA's field becomes one of the descriptor's.
enum class FieldForm {
  SameMeaning, ///< the other name, and nothing else
  Flags,       ///< a word in a VMA, a set of bits in a descriptor
  File,        ///< whose hook runs, or what the VMA will hold
  None,        ///< a descriptor has nothing like it
};

/// Whether a hook may give the field another value.
enum class FieldWrite {
  Allowed,
  Moves, ///< moves the mapping: not in a descriptor
  Forbidden,
};

struct Field {
  std::string_view Vma;  ///< "vm_start"
  std::string_view Desc; ///< "start"; for Flags the set
  std::string_view Type; ///< in a VMA, as C text
  FieldForm Form;
  FieldWrite Write;
};

std::span<const Field> fields();

/// The row of the VMA's \p Vma, or null.
const Field *fieldNamed(std::string_view Vma);

/// The row of the descriptor's \p Desc, or null.
const Field *fieldOfDesc(std::string_view Desc);

/// What the VMA's field \p Vma is called in a descriptor where nothing else
/// changes, or "".
std::string_view descField(std::string_view Vma);

/// The word of flags, in a VMA and in a descriptor before 7.0.
inline constexpr std::string_view FlagsWord = "vm_flags";
/// The set of flags in a descriptor.
inline constexpr std::string_view DescFlagSet = "vma_flags";

} // namespace premap::kernel

#endif
