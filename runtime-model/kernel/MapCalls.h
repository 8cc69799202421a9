// The calls that map something, and what a hook with a descriptor asks for in
// their place.
#ifndef PREMAP_KERNEL_MAPCALLS_H
#define PREMAP_KERNEL_MAPCALLS_H

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
  /// Refuses what does not lie in the object that it maps.
  bool ChecksRange = false;
};

std::span<const MapCall> mapCalls();

/// The row of \p Name, or null.
const MapCall *mapCallNamed(std::string_view Name);

/// Whether \p Name asks for an action on a descriptor.
bool isAction(std::string_view Name);

/// Whether \p Name belongs to the bridge on which a `.mmap` hook calls a hook
/// with a descriptor (mm/util.c).
bool isPrepareBridge(std::string_view Name);

} // namespace premap::kernel

#endif
