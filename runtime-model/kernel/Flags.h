// The flags of a VMA.
#ifndef PREMAP_KERNEL_FLAGS_H
#define PREMAP_KERNEL_FLAGS_H

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace premap::kernel {

struct Flag {
  std::string_view Name; ///< "IO" of VM_IO and VMA_IO_BIT
  unsigned Bit;
  bool Special = false;    ///< forbids merging
  bool SetByRemap = false; ///< remap_pfn_range() sets it
  /// Where VM_<Name> is 0 or missing although VMA_<Name>_BIT has a number, in
  /// words for a person; "" if nowhere. The text "VMA_<Name>_BIT" would set a
  /// bit there that the legacy code did not.
  std::string_view AbsentIn{};
  /// A set of this bit that is empty there: "VMA_DROPPABLE"; "" if none.
  std::string_view Mask{};
};

/// By bit; a bit has several names only where configurations use it twice.
std::span<const Flag> flags();

/// By "IO", "VM_IO" or "VMA_IO_BIT"; null if there is no such flag.
const Flag *flagNamed(std::string_view Name);

/// The mask of the flag \p Name ("IO") at compile time: another name does not
/// compile.
consteval std::uint64_t flagBit(std::string_view Name);

/// "VM_IO", "VMA_IO_BIT".
std::string wordName(const Flag &F);
std::string bitName(const Flag &F);

/// VM_SHARED, VM_MAYSHARE: whether others see what is written.
bool tellsSharing(std::string_view Name);

/// An access that a mapping has, and the one that mprotect() may give it.
struct AccessFlags {
  std::string_view Now, May; ///< "VM_WRITE", "VM_MAYWRITE"
};
std::span<const AccessFlags> accessFlags();

/// What keeps fork() from copying a mapping.
inline constexpr std::string_view NotCopied = "VM_DONTCOPY";

/// A mapping of PFNs without pages behind them.
inline constexpr std::string_view BarePfns = "VM_PFNMAP";

/// The name of 0.
inline constexpr std::string_view NoFlags = "VM_NONE";

inline constexpr std::string_view WordPrefix = "VM_";
inline constexpr std::string_view BitPrefix = "VMA_";
inline constexpr std::string_view BitSuffix = "_BIT";

namespace detail {
inline constexpr Flag FlagRows[] = {
    {"READ", 0},
    {"WRITE", 1},
    {"EXEC", 2},
    {"SHARED", 3},
    {"MAYREAD", 4},
    {"MAYWRITE", 5},
    {"MAYEXEC", 6},
    {"MAYSHARE", 7},
    {"GROWSDOWN", 8},
    {"UFFD_MISSING", 9, false, false, "kernels without MMU"},
    {"MAYOVERLAY", 9, false, false, "kernels with MMU"},
    {"PFNMAP", 10, true, true},
    {"MAYBE_GUARD", 11},
    {"UFFD_WP", 12},
    {"LOCKED", 13},
    {"IO", 14, true, true},
    {"SEQ_READ", 15},
    {"RAND_READ", 16},
    {"DONTCOPY", 17},
    {"DONTEXPAND", 18, true, true},
    {"LOCKONFAULT", 19},
    {"ACCOUNT", 20},
    {"NORESERVE", 21},
    {"HUGETLB", 22},
    {"SYNC", 23},
    {"ARCH_1", 24},
    {"WIPEONFORK", 25},
    {"DONTDUMP", 26, false, true},
    {"SOFTDIRTY", 27, false, false, "kernels without CONFIG_MEM_SOFT_DIRTY"},
    {"MIXEDMAP", 28, true},
    {"HUGEPAGE", 29},
    {"NOHUGEPAGE", 30},
    {"MERGEABLE", 31},
    {"ALLOW_ANY_UNCACHED", 39, false, false, "32-bit kernels"},
    {"DROPPABLE", 40, false, false, "32-bit kernels other than PPC32",
     "VMA_DROPPABLE"},
    {"UFFD_MINOR", 41, false, false,
     "kernels without CONFIG_HAVE_ARCH_USERFAULTFD_MINOR", "VMA_UFFD_MINOR"},
    {"SEALED", 42, false, false, "32-bit kernels"},
    {"UFFD_RWP", 43, false, false, "kernels without CONFIG_USERFAULTFD_RWP",
     "VMA_UFFD_RWP"},
};
} // namespace detail

consteval std::uint64_t flagBit(std::string_view Name) {
  for (const Flag &F : detail::FlagRows)
    if (F.Name == Name)
      return std::uint64_t(1) << F.Bit;
  throw "no such flag";
}

/// All bits that forbid merging, and all that remap_pfn_range() sets.
consteval std::uint64_t specialBits() {
  std::uint64_t Bits = 0;
  for (const Flag &F : detail::FlagRows)
    Bits |= F.Special ? std::uint64_t(1) << F.Bit : 0;
  return Bits;
}
consteval std::uint64_t remapBits() {
  std::uint64_t Bits = 0;
  for (const Flag &F : detail::FlagRows)
    Bits |= F.SetByRemap ? std::uint64_t(1) << F.Bit : 0;
  return Bits;
}

} // namespace premap::kernel

#endif
