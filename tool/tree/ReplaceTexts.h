// Changes several files of a tree at once, or none.
#ifndef PREMAP_TOOL_TREE_REPLACETEXTS_H
#define PREMAP_TOOL_TREE_REPLACETEXTS_H

#include "tool/tree/KernelTree.h"

#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace premap {

/// A file of a tree that is there, and its next text.
struct NewText {
  std::string Path; ///< tree-relative
  std::string Old;  ///< what it has to be before
  std::string New;
};

/// Gives all files their new texts; modes, owners, access lists and hard links
/// stay. After a failure, or Ctrl-C half-way, the files are as they were; one
/// that could not be put back is named. A file whose text is not \p Old is an
/// error before anything is written.
llvm::Error replaceTexts(const KernelTree &Tree,
                         const std::vector<NewText> &Files);

} // namespace premap

#endif
