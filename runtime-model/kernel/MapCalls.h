// The calls that map something, and what a hook with a descriptor asks for in
// their place.
#ifndef PREMAP_KERNEL_MAPCALLS_H
#define PREMAP_KERNEL_MAPCALLS_H

#include <cstddef>
#include <span>
#include <string_view>

namespace premap::kernel {

/// The number of an argument that a call does not have.
inline constexpr int NoArgument = -1;

struct MapCall {
  std::string_view Name;     ///< a `*` at the end stands for any rest
  std::string_view Action{}; ///< asks for the same; "" if nothing does
  std::string_view Rule{};   ///< no Action: the pitfall behind that
  std::string_view Why{};    ///< no Action: what is missing, behind the name
  unsigned Arguments = 0;
  int Start = NoArgument; ///< where the range begins; the whole VMA if none
  int Size = NoArgument;
  int Base = NoArgument;   ///< the PFN or address that is mapped
  int Length = NoArgument; ///< the size of what is there, which it checks
  int Prot = NoArgument;
  int Pages = NoArgument; ///< an array of pages, and how many of them: all
  int Count = NoArgument; ///< that the VMA has if there is no Count
  /// How the Action takes the Base. In this and in Check, `%b` is the Base,
  /// `%n` the Length, `%s` the mapping's number of pages, `%d` the descriptor.
  std::string_view BaseForm = "%b";
  /// When it maps nothing and returns an error, and which errno; the Action
  /// does not ask that, nor for the Length.
  std::string_view Check{}, CheckError{};
  /// Refuses what does not lie in the object that it maps.
  bool ChecksRange = false;
};

std::span<const MapCall> mapCalls();

/// The row of \p Name, or null.
const MapCall *mapCallNamed(std::string_view Name);

/// The same of a call with \p Arguments arguments; a row with another number if
/// none has that.
const MapCall *mapCallNamed(std::string_view Name, std::size_t Arguments);

/// Whether a loop that calls \p Name may insert all pages of a mapping.
bool insertsOnePage(std::string_view Name);

/// Gives the page at an address of a vmalloc area; the area; its member that
/// has all pages, one for each PAGE_SIZE bytes.
inline constexpr std::string_view PageOfArea = "vmalloc_to_page";
inline constexpr std::string_view AreaOf = "find_vm_area";
inline constexpr std::string_view AreaPages = "pages";

/// Whether what \p Name allocates is a vmalloc area that has an array of its
/// pages.
bool hasPageArray(std::string_view Name);

/// Whether \p Name asks for an action on a descriptor.
bool isAction(std::string_view Name);

/// Whether \p Name belongs to the bridge on which a `.mmap` hook calls a hook
/// with a descriptor (mm/util.c).
bool isPrepareBridge(std::string_view Name);

} // namespace premap::kernel

#endif
