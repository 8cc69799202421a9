// Reads the C sources and headers of a kernel tree, several at a time.
#ifndef PREMAP_TOOL_TREE_SOURCEWALK_H
#define PREMAP_TOOL_TREE_SOURCEWALK_H

#include "tool/tree/KernelTree.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>
#include <vector>

namespace premap {

/// A file or folder of the tree that could not be read, and the system's word.
struct UnreadPath {
  std::string Path; ///< relative to the tree
  std::string Reason;
  auto operator<=>(const UnreadPath &) const = default;
};

struct SourceList {
  std::vector<std::string> Files; ///< .c and .h, tree-relative, sorted
  std::vector<UnreadPath> Unread; ///< mostly folders, sorted
};

/// Lists the kernel's C files. Left out are programs that run on the build
/// machine or in user space (tools/, scripts/, usr/), Documentation/, names
/// that start with a dot, and whatever a symbolic link leads to.
SourceList listSources(const KernelTree &Tree);

/// Calls \p OnText(index into \p Files, text) for each file, from \p Jobs
/// threads at once, in no order; the threads are gone when it returns. Returns
/// the files that could not be read, sorted.
std::vector<UnreadPath>
forEachSource(const KernelTree &Tree, const std::vector<std::string> &Files,
              unsigned Jobs,
              llvm::function_ref<void(size_t, llvm::StringRef)> OnText);

} // namespace premap

#endif
