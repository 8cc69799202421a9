// Says why a tree cannot be configured, before Kbuild does in its own words.
#ifndef PREMAP_TOOL_TREE_CONFIGURECHECK_H
#define PREMAP_TOOL_TREE_CONFIGURECHECK_H

#include "tool/tree/KernelTree.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace premap {

/// Fails with one sentence if \p Tree has no architecture \p Arch or cannot be
/// configured for it with Clang, was built in place, if the folder above
/// \p Target is a build of the user's own, or if a program is missing.
llvm::Error checkCanConfigure(const KernelTree &Tree, llvm::StringRef Target,
                              const std::string &Arch);

} // namespace premap

#endif
