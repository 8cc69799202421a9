// What earlier runs left below the folder of all caches.
#ifndef PREMAP_TOOL_TREE_CACHEPARTS_H
#define PREMAP_TOOL_TREE_CACHEPARTS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace premap {

struct CachePart {
  enum class Kind {
    Results, ///< of reading files
    Tree,    ///< compile databases and headers of one tree
    Kernel,  ///< a kernel that was fetched, or Debian's lists for that
    Other,   ///< not premap's, as far as is known
  };
  Kind What = Kind::Other;
  std::string Path; ///< below the folder of all caches
  uint64_t Bytes = 0;
};

/// Everything in \p Root, sorted by path; nothing if there is no such folder.
/// Links are not followed.
llvm::Expected<std::vector<CachePart>> cacheParts(llvm::StringRef Root);

/// Removes \p Part of \p Root. The link itself, if it is one.
llvm::Error removePart(llvm::StringRef Root, const CachePart &Part);

/// "14.7 MB"
std::string sizeText(uint64_t Bytes);

} // namespace premap

#endif
