// The two states of a tree that a gate compares.
#ifndef PREMAP_TOOL_CHANGEDTEXTS_H
#define PREMAP_TOOL_CHANGEDTEXTS_H

#include "tool/tree/KernelTree.h"

#include "llvm/Support/Error.h"

#include <string>

namespace premap {

/// Texts that stand for files; empty: as they are on disk.
struct TreeStates {
  StandInTexts Before, After;
};

/// Before is the commit \p Rev of the tree's repository, After what is on disk,
/// untracked sources included. C files only. Fails, with how to get it, if the
/// commit is not there.
llvm::Expected<TreeStates> statesSinceRev(const KernelTree &Tree,
                                          const std::string &Rev);

/// The states before and after the patches in \p Named (a file, a pipe, "-"),
/// of which one is on disk. Fails if they apply neither forwards nor backwards.
llvm::Expected<TreeStates> statesAroundPatch(const KernelTree &Tree,
                                             const std::string &Named);

/// The .c files that differ between the states or include, directly or through
/// headers that differ, a header that does; tree-relative, by their text.
std::vector<std::string> affectedSources(const KernelTree &Tree,
                                         const TreeStates &States,
                                         unsigned Jobs);

} // namespace premap

#endif
