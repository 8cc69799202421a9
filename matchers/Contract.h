// Holds what runtime-model/kernel and the overlay say of a release against the
// headers of a tree, declaration by declaration.
#ifndef PREMAP_MATCHERS_CONTRACT_H
#define PREMAP_MATCHERS_CONTRACT_H

#include "matchers/HeaderShapes.h"

#include "llvm/Support/Error.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace premap {

/// A row that says something else than the tree.
struct Deviation {
  std::string Row; ///< "Flags IO", "Hooks fb_ops.fb_mmap"
  std::string Expected;
  std::string Found;
  bool operator==(const Deviation &) const = default;
};

struct ContractResult {
  std::string Release; ///< the nearest one, which the tree was compared with
  unsigned Held = 0;   ///< how many comparisons came out well
  std::vector<Deviation> Deviations;
  /// Rows that no header which was read declares, and why that is none of the
  /// deviations: "Calls get_file_rcu: not declared".
  std::vector<std::string> Unseen;
};

struct ContractInput {
  /// A command of some file of the tree.
  CompileCommand AnyCommand;
  /// Texts that stand for headers of the tree.
  VirtualFiles Overlay;
  /// Whether the tree has the file, by its path in the tree.
  std::function<bool(const std::string &)> HasFile;
  /// The command of a file of the tree, by its path there, if it has one.
  std::function<std::optional<CompileCommand>(const std::string &)> CommandOf;
};

/// An error if the headers cannot be read.
llvm::Expected<ContractResult> holdContract(const ContractInput &Input);

} // namespace premap

#endif
