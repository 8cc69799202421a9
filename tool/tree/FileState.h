// How a path is on the disk, short enough to be compared by the ten thousand.
#ifndef PREMAP_TOOL_TREE_FILESTATE_H
#define PREMAP_TOOL_TREE_FILESTATE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <string>

namespace premap {

/// The first \p Bytes (at most 32) of the BLAKE3 hash of \p Parts, with the
/// border between any two.
std::string hashOf(llvm::ArrayRef<llvm::StringRef> Parts, unsigned Bytes = 16);

enum class PathKind {
  Absent = 0,
  Folder = 1,
  File = 2,
  Other = 3,  ///< a device, a FIFO, ...
  Refused = 4 ///< none that the file system tells
};

/// What the file system says of a path, links followed.
struct FileStamp {
  PathKind Kind = PathKind::Absent;
  int64_t Size = 0;
  int64_t Modified = 0, Changed = 0; ///< nanoseconds since 1970
  int64_t Inode = 0;

  bool operator==(const FileStamp &) const = default;
  /// The last time that it was touched.
  int64_t touched() const { return Modified > Changed ? Modified : Changed; }
};

FileStamp stampOf(const std::string &Path);

/// The hash of the text of a regular file; nothing if it cannot be read.
std::optional<std::string> contentHash(const std::string &Path);

/// Where the links of \p Path lead; "" if nowhere.
std::string placeOf(const std::string &Path);

} // namespace premap

#endif
