// Protects work of the user's tree that git could not bring back.
#ifndef PREMAP_TOOL_TREE_CLEANTREE_H
#define PREMAP_TOOL_TREE_CLEANTREE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

/// Succeeds if \p Root is in a git work tree without changes to tracked files.
/// The error says what is there, and names --allow-dirty. No program that the
/// repository's settings name is run.
llvm::Error requireCleanTree(llvm::StringRef Root);

/// Succeeds if git has every file of \p Paths, seen from \p Root: an ignored or
/// untracked one is not brought back by `git checkout`.
llvm::Error requireTracked(llvm::StringRef Root,
                           const std::vector<std::string> &Paths);

} // namespace premap

#endif
