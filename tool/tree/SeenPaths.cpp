#include "tool/tree/SeenPaths.h"

using llvm::StringRef;

namespace premap {

bool mayChangeUnseen(const FileStamp &Stamp, int64_t Started) {
  constexpr int64_t TickNanoseconds = 2000000000;
  return Stamp.touched() >= Started - TickNanoseconds;
}

static std::string seenSum(int64_t Id, int64_t Kind, StringRef Hash,
                           StringRef Path) {
  return hashOf({std::to_string(Id), std::to_string(Kind), Hash, Path}, 8);
}

static llvm::Error prepareOnce(Database &Db, std::optional<Statement> &S,
                               StringRef Sql) {
  if (S) {
    S->reset();
    return llvm::Error::success();
  }
  llvm::Expected<Statement> Prepared = Db.prepare(Sql);
  if (!Prepared)
    return Prepared.takeError();
  S = std::move(*Prepared);
  return llvm::Error::success();
}

llvm::Expected<bool> SeenPaths::holds(int64_t Id) {
  auto [At, New] = Checked.try_emplace(Id, false);
  if (!New)
    return At->second;
  if (llvm::Error E =
          prepareOnce(Db, Select,
                      "SELECT kind, hash, path, sum, size, modified, changed, "
                      "inode FROM seen WHERE id = ?"))
    return std::move(E);
  llvm::Expected<bool> Row = Select->bind(0, Id).step();
  if (!Row)
    return Row.takeError();
  if (!*Row)
    return false;
  int64_t Kind = Select->number(0);
  std::string Hash = Select->bytes(1).str(), Path = Select->bytes(2).str();
  if (Select->bytes(3) != seenSum(Id, Kind, Hash, Path))
    return false;
  FileStamp Then{PathKind(Kind), Select->number(4), Select->number(5),
                 Select->number(6), Select->number(7)};
  if (Then.Kind == PathKind::Refused)
    return At->second = placeOf(Path) == Hash;
  FileStamp Now = stampOf(Path);
  if (Now.Kind != Then.Kind)
    return false;
  if (Now.Kind != PathKind::File || Now == Then)
    return At->second = true;
  if (contentHash(Path) != Hash)
    return false;
  if (!mayChangeUnseen(Now, Started))
    NewStamps[Id] = Now;
  return At->second = true;
}

llvm::Expected<int64_t> SeenPaths::insert(const std::string &Path,
                                          PathKind Kind, StringRef Hash,
                                          const FileStamp &Stamp) {
  if (llvm::Error E = prepareOnce(
          Db, Find,
          "SELECT id FROM seen WHERE path = ? AND kind = ? AND hash = ?"))
    return std::move(E);
  llvm::Expected<bool> Row =
      Find->bindBlob(0, Path).bind(1, int64_t(Kind)).bindBlob(2, Hash).step();
  if (!Row)
    return Row.takeError();
  if (*Row)
    return Find->number(0);
  if (llvm::Error E = prepareOnce(
          Db, Insert,
          "INSERT INTO seen(path, kind, hash, size, modified, changed, inode) "
          "VALUES(?, ?, ?, ?, ?, ?, ?)"))
    return std::move(E);
  if (llvm::Error E = Insert->bindBlob(0, Path)
                          .bind(1, int64_t(Kind))
                          .bindBlob(2, Hash)
                          .bind(3, Stamp.Size)
                          .bind(4, Stamp.Modified)
                          .bind(5, Stamp.Changed)
                          .bind(6, Stamp.Inode)
                          .run())
    return std::move(E);
  int64_t Id = Db.lastRow();
  if (llvm::Error E =
          prepareOnce(Db, Sum, "UPDATE seen SET sum = ? WHERE id = ?"))
    return std::move(E);
  if (llvm::Error E = Sum->bindBlob(0, seenSum(Id, int64_t(Kind), Hash, Path))
                          .bind(1, Id)
                          .run())
    return std::move(E);
  return Id;
}

llvm::Expected<std::optional<int64_t>>
SeenPaths::rowFor(const std::string &Path, PathKind Kind) {
  auto [At, New] = Rows.try_emplace({Path, Kind});
  if (!New)
    return At->second;
  std::string Hash;
  FileStamp Stamp;
  if (Kind == PathKind::Refused) {
    Hash = placeOf(Path);
  } else {
    Stamp = stampOf(Path);
    if (Stamp.Kind != Kind || mayChangeUnseen(Stamp, Started))
      return std::nullopt;
  }
  if (Kind == PathKind::File) {
    std::optional<std::string> Content = contentHash(Path);
    // It may have been replaced after the parse and since the stamp.
    if (!Content || !(stampOf(Path) == Stamp))
      return std::nullopt;
    Hash = std::move(*Content);
  }
  llvm::Expected<int64_t> Id = insert(Path, Kind, Hash, Stamp);
  if (!Id)
    return Id.takeError();
  return At->second = *Id;
}

llvm::Error SeenPaths::writeStamps() {
  llvm::Expected<Statement> Update =
      Db.prepare("UPDATE seen SET size = ?, modified = ?, changed = ?, "
                 "inode = ? WHERE id = ?");
  if (!Update)
    return Update.takeError();
  for (const auto &[Id, Stamp] : NewStamps)
    if (llvm::Error E = Update->bind(0, Stamp.Size)
                            .bind(1, Stamp.Modified)
                            .bind(2, Stamp.Changed)
                            .bind(3, Stamp.Inode)
                            .bind(4, Id)
                            .run())
      return E;
  return llvm::Error::success();
}

} // namespace premap
