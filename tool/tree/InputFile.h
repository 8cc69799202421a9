// Files that the user names: also those that are none, as `-` and <(...).
#ifndef PREMAP_TOOL_TREE_INPUTFILE_H
#define PREMAP_TOOL_TREE_INPUTFILE_H

#include "llvm/Support/Error.h"

#include <string>

namespace premap {

/// All of \p Path: a file, a pipe, or standard input for "-". Ctrl-C ends the
/// waiting for a pipe. Fails for what has no end: a device, more than 256 MB.
llvm::Expected<std::string> readInput(const std::string &Path);

} // namespace premap

#endif
