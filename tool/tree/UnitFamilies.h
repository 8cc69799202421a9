// Which compile commands are so alike that their units can be read together.
#ifndef PREMAP_TOOL_TREE_UNITFAMILIES_H
#define PREMAP_TOOL_TREE_UNITFAMILIES_H

#include "matchers/SharedBeginning.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>
#include <vector>

namespace premap {

/// The families of \p Commands that are worth it, in parts that \p Jobs
/// processes are kept busy with. \p TextOf gives the text of an absolute path,
/// "" if there is none. Commands that were made up are in none.
std::vector<UnitFamily>
unitFamilies(llvm::ArrayRef<CompileCommand> Commands,
             llvm::function_ref<std::string(const std::string &)> TextOf,
             unsigned Jobs);

} // namespace premap

#endif
