// Runs a program that came with the tree: a stranger's, if the tree is one's.
#ifndef PREMAP_TOOL_SERIES_TREESCRIPT_H
#define PREMAP_TOOL_SERIES_TREESCRIPT_H

#include "tool/tree/Subprocess.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

/// How a program of the tree is run.
struct ScriptPlace {
  std::string Root;   ///< of the tree
  std::string Folder; ///< for its files, ours; nothing else is its home
  bool Sandbox =
      false; ///< without the network and the right to write elsewhere
};

/// Runs the Perl program \p Script of the tree with \p Arguments, in the tree
/// or, if not \p InTree, in the folder, in which no settings of the tree are.
/// Fails if the tree does not have it.
llvm::Expected<ProcessResult> runTreeScript(const ScriptPlace &Place,
                                            llvm::StringRef Script,
                                            std::vector<std::string> Arguments,
                                            bool InTree);

} // namespace premap

#endif
