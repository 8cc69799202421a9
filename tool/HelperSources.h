// Finds the files of the tree that define functions which a hook calls, and how
// they are compiled: what a helper takes, its body tells.
#ifndef PREMAP_TOOL_HELPERSOURCES_H
#define PREMAP_TOOL_HELPERSOURCES_H

#include "matchers/ParseUnit.h"
#include "tool/tree/BestEffortCommands.h"
#include "tool/tree/CompileDatabase.h"
#include "tool/tree/KernelTree.h"

#include "llvm/ADT/StringRef.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap {

class HelperSources {
public:
  /// Both must outlive the object. \p Database is not empty.
  HelperSources(const KernelTree &Tree, const CompileDatabase &Database)
      : Tree(Tree), Database(Database), Nearest(Tree, Database) {}

  /// The commands of a tree-relative path. The database may hold candidates
  /// only: what it lacks is compiled as its neighbours are.
  const std::vector<CompileCommand> &commands(const std::string &Path);

  /// The commands, of one architecture, of the files near \p Path that define
  /// one of \p Functions: in its folder, the one above and those right below.
  std::vector<CompileCommand> definers(const std::string &Path,
                                       const std::set<std::string> &Functions,
                                       const std::string &Arch);

private:
  const std::vector<std::string> &near(const std::string &Path);

  const KernelTree &Tree;
  const CompileDatabase &Database;
  BestEffortCommands Nearest;
  std::map<std::string, std::vector<CompileCommand>> Commands;
  std::map<std::string, std::vector<std::string>> Near; ///< by folder
};

/// Whether \p Text has the body of a function \p Name that other files can
/// call.
bool definesFunction(llvm::StringRef Text, llvm::StringRef Name);

} // namespace premap

#endif
