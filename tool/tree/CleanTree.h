// Protects uncommitted work of the user's tree.
#ifndef PREMAP_TOOL_TREE_CLEANTREE_H
#define PREMAP_TOOL_TREE_CLEANTREE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace premap {

/// Succeeds if \p Root is in a git work tree without changes to tracked files.
/// The error says what is there, and names --allow-dirty.
llvm::Error requireCleanTree(llvm::StringRef Root);

} // namespace premap

#endif
