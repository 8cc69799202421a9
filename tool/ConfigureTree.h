// Makes the compile databases of a tree: those of the architectures that the
// user names, or of the host's and of whatever else its handlers call for.
#ifndef PREMAP_TOOL_CONFIGURETREE_H
#define PREMAP_TOOL_CONFIGURETREE_H

#include "tool/CommonOptions.h"
#include "tool/tree/ConfigureArchs.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <set>
#include <string>

namespace premap {

/// Configures \p Tree into \p BuildFolder for \p Common's architectures. With
/// none named: for the host's and those that were configured by name before,
/// then for those that compile the files, still without a command, whose text
/// may set a hook of a file_operations.
ArchsResult configureTree(const KernelTree &Tree,
                          const std::string &BuildFolder,
                          const CommonOptions &Common,
                          const ConfigureOptions &Options,
                          llvm::function_ref<void(const ArchRun &)> OnRun);

/// The files of \p Tree whose text may set a hook of a file_operations, and
/// those that may define what these set.
std::set<std::string> filesWithHandlers(const KernelTree &Tree, unsigned Jobs);

} // namespace premap

#endif
