// Reads files of a tree into facts, in worker processes: those that are
// compiled once for each architecture, the others best-effort.
#ifndef PREMAP_TOOL_UNITREADER_H
#define PREMAP_TOOL_UNITREADER_H

#include "matchers/Facts.h"
#include "matchers/Ledger.h"
#include "tool/CommonOptions.h"
#include "tool/TargetSetup.h"
#include "tool/tree/BestEffortCommands.h"
#include "tool/tree/CompileDatabase.h"
#include "tool/tree/KernelTree.h"
#include "tool/tree/ResultCache.h"
#include "tool/tree/TextQueries.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace premap {

/// Which files of the tree a unit was read from besides its own, by its file
/// and architecture.
using UnitHeaders =
    std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

class UnitReader {
public:
  /// Everything must outlive the object.
  UnitReader(const CommonOptions &Options, const KernelTree &Tree,
             const CompileDatabase &Database, const TargetSetup &Api,
             TextQueries &Search, ResultCache &Cache)
      : Options(Options), Tree(Tree), Database(Database), Api(Api), Search(Search),
        Cache(Cache), MadeUp(Tree, Database) {}

  /// Reads \p Files, each once, into units() and unread().
  llvm::Error read(const std::set<std::string> &Files);

  /// Reads the files that define or name an external handler: its body, its
  /// direct callers and its other tables may be anywhere. Adds to \p NamedIn
  /// which files spell which name.
  llvm::Error
  followNames(std::map<std::string, std::vector<std::string>> &NamedIn);

  /// Reads the files that define functions which get the VMA of a hook from
  /// another file, directly or by others.
  llvm::Error followHelpers();

  /// Units of another state of the tree, taken over where nothing that they
  /// were read from is in \p Differing.
  void takeOver(const std::vector<UnitFacts> &Units, const UnitHeaders &Headers,
                const std::map<std::string, CompileCommand> &BestEffort,
                const std::set<std::string> &Differing);

  std::vector<UnitFacts> Units;
  UnitHeaders Headers; ///< of Units
  UnreadFiles Unread;
  /// File -> the command that it was read with best-effort, and the headers
  /// that these commands need, by absolute path.
  std::map<std::string, CompileCommand> BestEffort;
  VirtualFiles headers() const { return MadeUp.headers(); }

private:
  /// What reading one command gave.
  struct Reading {
    UnitFacts Facts;
    std::vector<std::string> Headers;
    std::string Problem; ///< how the worker died, "" if it did not
  };
  /// The best reading of a file so far, and the commands left to try.
  struct Attempt {
    std::vector<CompileCommand> Left;
    CompileCommand Command;
    UnitFacts Facts;
    size_t Holes = SIZE_MAX; ///< in Facts; 0: nothing better can come
    std::string Error;       ///< while there are no Facts
  };
  using Attempts = std::map<std::string, Attempt>; ///< by file

  llvm::Expected<std::vector<Reading>>
  extract(llvm::ArrayRef<CompileCommand> Commands, const VirtualFiles &Overlay,
          const char *Stage);
  llvm::Error readCompiled(const std::set<std::string> &Files);
  llvm::Error readBestEffort(const std::set<std::string> &Files);
  llvm::Error tryAll(Attempts &All);
  llvm::Error readInactiveBranches(size_t FirstUnit);
  bool mayHoldAHook(const std::string &File) const;
  std::set<std::string> externalHandlers() const;

  const UnitFacts *takenOver(const std::string &File,
                             const std::string &Arch) const;
  VirtualFiles overlay() const;

  const CommonOptions &Options;
  const KernelTree &Tree;
  const CompileDatabase &Database;
  const TargetSetup &Api;
  TextQueries &Search;
  ResultCache &Cache;
  std::map<std::pair<std::string, std::string>, UnitFacts>
      Others; ///< taken over, by file and architecture
  std::map<std::string, CompileCommand> OthersBestEffort;
  BestEffortCommands MadeUp;
  std::set<std::string> Known; ///< files that were asked for, tree-relative
};

} // namespace premap

#endif
