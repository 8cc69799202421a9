// Protects work of the user's tree that git could not bring back.
#ifndef PREMAP_TOOL_TREE_CLEANTREE_H
#define PREMAP_TOOL_TREE_CLEANTREE_H

#include "tool/tree/Subprocess.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

/// Runs git in \p Root with the user's settings, safe.directory among them, but
/// without the programs that the repository's own settings name: it may be a
/// stranger's.
llvm::Expected<ProcessResult> userGit(llvm::StringRef Root,
                                      std::vector<std::string> Words);

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
