// Keeps what reading files gave, as long as every file that was looked for is
// as it was: a second run over a tree reads only what has changed.
#ifndef PREMAP_TOOL_TREE_RESULTCACHE_H
#define PREMAP_TOOL_TREE_RESULTCACHE_H

#include "guard/FilesSeen.h"
#include "tool/tree/FileState.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace premap {

/// Names a result by all that it depends on besides files: 32 bytes.
std::string cacheKey(llvm::ArrayRef<llvm::StringRef> Parts);

/// One result to be kept.
struct CacheEntry {
  std::string Key; ///< by cacheKey()
  FilesSeen Seen;  ///< while it was made
  std::string Bytes;
};

/// A file of SQLite's in a folder. Several processes may use it at once; none
/// is stopped by it: what cannot be read is not there, what cannot be written
/// is not kept, and a damaged file is begun anew. Must not be used in a forked
/// process.
class ResultCache {
public:
  /// Keeps nothing and finds nothing.
  ResultCache() = default;
  /// In \p Folder, which keep() makes. What has changed since now, or just
  /// before, is not kept: it may change again within one tick of its clock.
  /// \p SecondsAhead moves that "now", for files that a test has just made. A
  /// file that has grown beyond \p MaxBytes loses what was not used for a week
  /// or, if that is too little, everything.
  explicit ResultCache(std::string Folder, int64_t SecondsAhead = 0,
                       int64_t MaxBytes = int64_t(1) << 30);

  bool isOn() const { return !Folder.empty(); }

  /// For each of \p Keys the bytes that are kept and still right.
  std::vector<std::optional<std::string>>
  find(llvm::ArrayRef<std::string> Keys);

  /// Keeps those of \p Entries whose files are still as they were seen.
  void keep(llvm::ArrayRef<CacheEntry> Entries);

  /// All that is kept and still right, with what it depends on.
  std::vector<CacheEntry> entries();

  /// Whether anything may be kept: a folder that is shared for reading is not
  /// written to.
  bool isWritable() const;

  /// Whether what \p Stamp says may have changed since, or change unseen.
  bool isTooNew(const FileStamp &Stamp) const;

  /// What went wrong so far, in a sentence; "" if nothing did.
  const std::string &trouble() const { return Trouble; }

private:
  std::string path() const;
  void giveUp(llvm::Error Why);

  std::string Folder, Trouble;
  int64_t Started = 0; ///< nanoseconds of the machine's clock
  int64_t MaxBytes = 0;
};

} // namespace premap

#endif
