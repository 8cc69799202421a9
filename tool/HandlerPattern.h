// What a user may type where a HANDLER is wanted.
#ifndef PREMAP_TOOL_HANDLERPATTERN_H
#define PREMAP_TOOL_HANDLERPATTERN_H

#include "tool/tree/KernelTree.h"

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace premap {

/// `function`, `file:function`, or a file or folder: all handlers in it. Paths
/// are seen from the tree or, if nothing is there, from the current folder;
/// both parts may have `*`, `?` and `[..]`. A file's name alone will do.
struct HandlerPattern {
  std::string Text;     ///< as it was typed
  std::string Path;     ///< tree-relative; "" is any
  std::string Function; ///< "" is any

  static HandlerPattern parse(llvm::StringRef Text, const KernelTree &Tree);

  bool matches(llvm::StringRef File, llvm::StringRef Function) const;
  bool matchesFile(llvm::StringRef File) const;
  /// Whether it is the name of one function, wherever that is.
  bool isPlainFunction() const;
  /// Whether Function is a name, not a glob and not any.
  bool namesFunction() const;
};

std::vector<HandlerPattern>
parseHandlerPatterns(const std::vector<std::string> &Texts,
                     const KernelTree &Tree);

} // namespace premap

#endif
