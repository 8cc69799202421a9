// Makes the compile database of one architecture with Kbuild's help: configure,
// prepare the generated headers, and have make print the commands that it would
// run. Nothing of the kernel is compiled, nothing in the tree is written.
#ifndef PREMAP_TOOL_TREE_CONFIGURE_H
#define PREMAP_TOOL_TREE_CONFIGURE_H

#include "tool/tree/CommandCandidates.h"
#include "tool/tree/CompileDatabase.h"
#include "tool/tree/KernelTree.h"
#include "tool/tree/Progress.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

struct ConfigureOptions {
  std::string ConfigFile; ///< a .config to start from; "" means allmodconfig
  unsigned Jobs = 1;
  bool All = false;   ///< commands of every file, not of the candidates only
  bool Again = false; ///< do not reuse what an earlier run prepared
  bool Sandboxed = false; ///< start the tree's makefiles in a sandbox
  bool Leftovers = false; ///< the candidates are those that others left
  /// If not empty: stop, without a result, when the configuration turns out to
  /// build none of these files.
  std::vector<std::string> OnlyFor;
  ProgressMode Progress = ProgressMode::Never;
};

struct ConfigureResult {
  size_t Commands = 0;
  std::map<std::string, std::string> Missing; ///< candidate -> why no command
  std::vector<std::string> Notes; ///< what went wrong without stopping it
  bool Reused = false;    ///< configuration and headers are an earlier run's
  bool Pointless = false; ///< stopped: builds nothing of OnlyFor
};

/// Configures \p Tree for \p Arch into \p BuildFolder/ARCH. The folder is there
/// after success, complete, or it is as it was before. Fails with a sentence if
/// the tree has no such architecture, was built in place, lacks a tool that
/// Kbuild needs, if Kbuild itself fails, or on Ctrl-C.
llvm::Expected<ConfigureResult>
configureArch(const KernelTree &Tree, llvm::StringRef BuildFolder,
              llvm::StringRef Arch, llvm::ArrayRef<std::string> Candidates,
              const ConfigureOptions &Options);

/// The architecture of this machine as Kbuild names it.
std::string hostArch();

} // namespace premap

#endif
