// Reads the compile commands out of what `make -n` prints.
#ifndef PREMAP_TOOL_TREE_DRYRUN_H
#define PREMAP_TOOL_TREE_DRYRUN_H

#include "tool/tree/CompileDatabase.h"
#include "tool/tree/KernelTree.h"

#include "llvm/ADT/StringRef.h"

#include <map>
#include <string>

namespace premap {

/// The variable for make's command line that has Kbuild print, with every
/// compile command, whether the object is part of the configured kernel: named
/// as a target, an object is compiled even if no Makefile lists it.
std::string dryRunMarkerVariable();

/// How one source file is compiled.
struct DryRunCommand {
  RawCommand Command;
  bool Configured = true; ///< without a word from Kbuild: yes
};

/// Parses \p Output of a dry run that started in \p Directory. The keys are
/// tree-relative sources; where a file is compiled twice, a configured command
/// wins, then the first.
std::map<std::string, DryRunCommand> parseDryRun(llvm::StringRef Output,
                                                 llvm::StringRef Directory,
                                                 const KernelTree &Tree);

} // namespace premap

#endif
