// The paths that kept results depend on, as rows of the cache's file.
#ifndef PREMAP_TOOL_TREE_SEENPATHS_H
#define PREMAP_TOOL_TREE_SEENPATHS_H

#include "tool/tree/Database.h"
#include "tool/tree/FileState.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace premap {

/// Whether a file may have changed since a run that \p Started then (in
/// nanoseconds), or may change again without a difference that its times show.
bool mayChangeUnseen(const FileStamp &Stamp, int64_t Started);

/// Looks each path up once, at what the file keeps of it and on the disk.
class SeenPaths {
public:
  /// A row for each path as it was, with what to look at before its text is
  /// read again.
  static constexpr char Table[] =
      "CREATE TABLE IF NOT EXISTS seen(id INTEGER PRIMARY KEY, kind INTEGER, "
      "hash BLOB, path BLOB, sum BLOB, size INTEGER, modified INTEGER, "
      "changed INTEGER, inode INTEGER, UNIQUE(path, kind, hash));";

  SeenPaths(Database &Db, int64_t Started) : Db(Db), Started(Started) {}

  /// Whether the path of row \p Id is as it was.
  llvm::Expected<bool> holds(int64_t Id);

  /// The row for \p Path, which was seen as \p Kind; nothing if it is not that
  /// any more, or was touched since.
  llvm::Expected<std::optional<int64_t>> rowFor(const std::string &Path,
                                                PathKind Kind);

  bool hasNewStamps() const { return !NewStamps.empty(); }
  /// Writes what saves reading the texts next time.
  llvm::Error writeStamps();

private:
  llvm::Expected<int64_t> insert(const std::string &Path, PathKind Kind,
                                 llvm::StringRef Hash, const FileStamp &Stamp);

  Database &Db;
  int64_t Started;
  std::map<int64_t, bool> Checked;
  std::map<std::pair<std::string, PathKind>, std::optional<int64_t>> Rows;
  std::map<int64_t, FileStamp> NewStamps;
  std::optional<Statement> Select, Find, Insert, Sum;
};

} // namespace premap

#endif
