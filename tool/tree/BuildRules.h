// What decides which files a tree compiles, and how: whether that is still what
// it was when the tree was configured.
#ifndef PREMAP_TOOL_TREE_BUILDRULES_H
#define PREMAP_TOOL_TREE_BUILDRULES_H

#include "tool/tree/KernelTree.h"

#include <string>

namespace premap {

/// A hash of the names and texts of all Makefiles, Kbuild and Kconfig files of
/// \p Tree.
std::string buildRulesHash(const KernelTree &Tree);

/// A hash of the text of the file \p Path, "" if it cannot be read.
std::string fileHash(const std::string &Path);

} // namespace premap

#endif
