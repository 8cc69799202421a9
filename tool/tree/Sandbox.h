// Programs of strangers without the network, the user's home and the right to
// write, by bubblewrap.
#ifndef PREMAP_TOOL_TREE_SANDBOX_H
#define PREMAP_TOOL_TREE_SANDBOX_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

/// Fails if bubblewrap is not installed, or cannot work on this machine; says
/// what to do.
llvm::Error checkSandbox();

/// The words to put before those of a program that may read \p Readable and
/// what the system has, and write below \p Writable only.
std::vector<std::string> sandboxWords(llvm::StringRef Readable,
                                      llvm::StringRef Writable);

} // namespace premap

#endif
