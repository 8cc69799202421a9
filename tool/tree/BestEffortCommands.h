// Makes up compile commands for files that no configured architecture compiles,
// so that they can be read as far as that goes.
#ifndef PREMAP_TOOL_TREE_BESTEFFORTCOMMANDS_H
#define PREMAP_TOOL_TREE_BESTEFFORTCOMMANDS_H

#include "matchers/ParseUnit.h"
#include "tool/tree/CompileDatabase.h"
#include "tool/tree/KernelTree.h"

#include "llvm/ADT/StringRef.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap {

class BestEffortCommands {
public:
  /// Both must outlive the object. \p Database is not empty.
  BestEffortCommands(const KernelTree &Tree, const CompileDatabase &Database)
      : Tree(Tree), Database(Database) {}

  /// Commands for \p Path (tree-relative) after the nearest file that is
  /// compiled, with the options that its Makefiles ask for switched on: of the
  /// architecture that it belongs to or, if it is of none, of each that is
  /// configured, the main one first. None if its own is not configured.
  std::vector<CompileCommand> afterNeighbours(llvm::StringRef Path) const;

  /// Commands for each of \p Paths as architectures that are not configured
  /// would compile it: its own or, if it is of none, the first three whose
  /// Kconfig says that they may. The headers that they need are in headers()
  /// from then on.
  std::map<std::string, std::vector<CompileCommand>>
  ofOtherArchs(const std::set<std::string> &Paths);

  /// Headers that nobody generated, by absolute path; each architecture's are
  /// below a folder of its own.
  const VirtualFiles &headers() const { return Headers; }

private:
  CompileCommand neighbour(llvm::StringRef Path, const std::string &Arch) const;
  CompileCommand adapt(CompileCommand Like, llvm::StringRef Path,
                       const std::string &ConfigFile) const;
  CompileCommand commandOf(const std::string &Arch, llvm::StringRef Path);

  const KernelTree &Tree;
  const CompileDatabase &Database;
  VirtualFiles Headers;
  std::set<std::string> Prepared; ///< architectures whose headers are there
};

} // namespace premap

#endif
