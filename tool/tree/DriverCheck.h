// Asks Clang's driver whether it takes a set of flags for their target.
#ifndef PREMAP_TOOL_TREE_DRIVERCHECK_H
#define PREMAP_TOOL_TREE_DRIVERCHECK_H

#include "llvm/ADT/ArrayRef.h"

#include <string>

namespace premap {

/// True if Clang makes a compilation of \p Flags and knows their target,
/// processor and ABI. Reads no file. Answers are remembered.
bool driverAccepts(llvm::ArrayRef<std::string> Flags);

} // namespace premap

#endif
