// The releases whose API is known, each told as its difference from the one
// before. All lists of targets, profiles and pipelines come from here.
#ifndef PREMAP_KERNEL_RELEASES_H
#define PREMAP_KERNEL_RELEASES_H

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace premap::kernel {

/// A declaration of the kernel's headers.
struct Shape {
  /// A function or macro "vma_pages", a member "vm_area_desc.vm_file" (of a
  /// named union's record too), an enumerator "VMA_UFFD_RWP_BIT".
  std::string_view Name;
  /// As Clang prints the type: "bool (struct file *)", "struct file *"; or
  /// one of the words below.
  std::string_view Type;
};

/// Types that are none.
inline constexpr std::string_view MacroShape = "#define";
inline constexpr std::string_view EnumeratorShape = "enumerator";
inline constexpr std::string_view NoShape = ""; ///< removed

struct Release {
  std::string_view Name; ///< "7.3"
  unsigned Number;       ///< 703: grows from release to release
  bool HasPrepare;       ///< has file_operations.mmap_prepare: can be a target
  /// The names of the runtime model's pipelines, "" where there is none.
  std::string_view Legacy, Prepare, Compat;
  /// What it added, changed and removed (NoShape); of the first release, all
  /// that is known of it.
  std::span<const Shape> Differences;
  /// Its headers were read, and not only what was written about them.
  bool HeadersRead = false;
};

/// Oldest first.
std::span<const Release> releases();

/// The releases that can be a target, oldest first.
std::span<const Release> targets();

const Release *releaseNamed(std::string_view Name);
const Release &newestRelease();

/// The release whose API is shown to trees that have none.
inline constexpr std::string_view PreviewRelease = "7.1";

/// "6.16, 6.17, ..., 7.3": the targets, for a message.
std::string targetList();

/// All declarations of \p R that are known, by name.
std::map<std::string_view, std::string_view> shapesOf(const Release &R);

/// Every type that \p Name has had, oldest first, NoShape left out; empty if
/// nothing is known of it.
std::vector<std::string_view> typesOf(std::string_view Name);

/// The releases in which \p Name has the type \p Type, oldest first.
std::vector<const Release *> releasesOf(std::string_view Name,
                                        std::string_view Type);

} // namespace premap::kernel

#endif
