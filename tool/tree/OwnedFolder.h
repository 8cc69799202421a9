// Folders that premap makes and may make anew. Each holds a list of what was
// written into it; what no list names is the user's and stays.
#ifndef PREMAP_TOOL_TREE_OWNEDFOLDER_H
#define PREMAP_TOOL_TREE_OWNEDFOLDER_H

#include "tool/tree/FileList.h"
#include "tool/tree/TemporaryFolder.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace premap {

/// \p Named as an absolute path without a slash at its end. Fails if it is
/// empty, a link or a mount point, or if the current folder is in it: such a
/// folder cannot be exchanged for a new one.
llvm::Error makeReplaceablePath(llvm::StringRef Named, std::string &Path);

/// Fails if something is at \p Path that premap did not write: only an empty
/// folder, or one with a list and nothing beside what the list names, may be
/// replaced.
llvm::Error checkReplaceable(llvm::StringRef Path);

/// Puts \p New, which has its list, at \p Target in one step. What is there by
/// now is checked once more; if it may not be replaced, it stays, \p New is
/// left where it is, and the error names both.
llvm::Error putInPlace(TemporaryFolder New, llvm::StringRef Target);

} // namespace premap

#endif
