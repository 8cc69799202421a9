// The reading half of the pipeline: from a tree on disk to handlers with class,
// state and plan. The only place that knows the order of these stages.
#ifndef PREMAP_TOOL_SCANTREE_H
#define PREMAP_TOOL_SCANTREE_H

#include "tool/CommonOptions.h"
#include "tool/ConversionInputs.h"
#include "tool/ScanScope.h"
#include "tool/TargetSetup.h"
#include "tool/UnitReader.h"
#include "tool/deliver/ScanResult.h"
#include "tool/tree/CompileDatabase.h"
#include "tool/tree/KernelTree.h"

#include "llvm/Support/Error.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace premap {

/// Everything that a scan leaves for the stages behind it.
struct TreeScan {
  KernelTree Tree;
  CompileDatabase Database;
  /// Files that no configuration compiles -> the command that was made up.
  std::map<std::string, CompileCommand> BestEffort;
  TargetSetup Api;
  std::unique_ptr<FactIndex> Index;
  UnitHeaders Headers; ///< of the index's units
  TreeText Text;
  ScanResult Result;
  /// The handlers of the scope, as ids; a name alone stays as it was typed.
  std::vector<std::string> Wanted;
  size_t UnitsRead = 0;

  /// The text of a tree-relative path, read once; nothing if unreadable.
  std::optional<std::string> read(const std::string &Path) const;

  /// The commands that \p Path was read with, made up ones included.
  std::vector<CompileCommand> commands(const std::string &Path) const;
};

/// Scans the tree of \p Options within \p Scope. \p TargetApi is a release, or
/// "auto": the tree's own API or, if it has none, a preview for
/// defaultPreviewApi(). Files that do not parse are in the result; the error is
/// for what makes a scan impossible: no tree, no compile commands, an unknown
/// target, Ctrl-C.
llvm::Expected<TreeScan> scanTree(const CommonOptions &Options,
                                  const std::string &TargetApi,
                                  const ScanScope &Scope = {});

} // namespace premap

#endif
