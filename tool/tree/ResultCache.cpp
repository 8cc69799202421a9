#include "tool/tree/ResultCache.h"

#include "tool/tree/Database.h"

#include "llvm/Support/Compression.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <ctime>
#include <map>

using llvm::ArrayRef;
using llvm::StringRef;

namespace premap {

/// Of the tables below; another one begins the file anew.
static constexpr int64_t Layout = 1;
static constexpr char Tables[] =
    // A path as it was, and what to look at before its text is read again.
    "CREATE TABLE IF NOT EXISTS seen(id INTEGER PRIMARY KEY, kind INTEGER, "
    "hash BLOB, path BLOB, sum BLOB, size INTEGER, modified INTEGER, "
    "changed INTEGER, inode INTEGER, UNIQUE(path, kind, hash));"
    "CREATE TABLE IF NOT EXISTS result(key BLOB PRIMARY KEY, seen BLOB, "
    "size INTEGER, bytes BLOB, sum BLOB, day INTEGER) WITHOUT ROWID;"
    "PRAGMA user_version = 1";

/// Beyond that, what was not used for a week goes, then all.
static constexpr int64_t MaxFileBytes = int64_t(1) << 30;
static constexpr int64_t DaysUnused = 7;

/// A file touched less than that before it is looked at may be touched again
/// without a difference that its times show.
static constexpr int64_t TickNanoseconds = 2000000000;

static int64_t now() {
  timespec Time;
  ::clock_gettime(CLOCK_REALTIME, &Time);
  return int64_t(Time.tv_sec) * 1000000000 + Time.tv_nsec;
}

static int64_t today() { return now() / (int64_t(86400) * 1000000000); }

std::string cacheKey(ArrayRef<StringRef> Parts) { return hashOf(Parts, 32); }

static std::string seenSum(int64_t Id, int64_t Kind, StringRef Hash,
                           StringRef Path) {
  return hashOf({std::to_string(Id), std::to_string(Kind), Hash, Path}, 8);
}

/// Ids, sorted, each as its distance from the one before.
static std::string packIds(std::vector<int64_t> Ids) {
  std::sort(Ids.begin(), Ids.end());
  std::string Packed;
  llvm::raw_string_ostream OS(Packed);
  int64_t Before = 0;
  for (int64_t Id : Ids) {
    llvm::encodeULEB128(uint64_t(Id - Before), OS);
    Before = Id;
  }
  return Packed;
}

static std::optional<std::vector<int64_t>> unpackIds(StringRef Packed) {
  std::vector<int64_t> Ids;
  const uint8_t *At = Packed.bytes_begin(), *End = Packed.bytes_end();
  uint64_t Id = 0;
  while (At != End) {
    unsigned Length = 0;
    const char *Error = nullptr;
    Id += llvm::decodeULEB128(At, &Length, End, &Error);
    if (Error)
      return std::nullopt;
    At += Length;
    Ids.push_back(int64_t(Id));
  }
  return Ids;
}

static std::string pack(StringRef Bytes) {
  llvm::SmallVector<uint8_t, 0> Packed;
  llvm::compression::zlib::compress(
      llvm::arrayRefFromStringRef(Bytes), Packed,
      llvm::compression::zlib::BestSpeedCompression);
  return std::string(Packed.begin(), Packed.end());
}

static std::optional<std::string> unpack(StringRef Packed, int64_t Size) {
  llvm::SmallVector<uint8_t, 0> Bytes;
  if (llvm::Error E = llvm::compression::zlib::decompress(
          llvm::arrayRefFromStringRef(Packed), Bytes, size_t(Size))) {
    llvm::consumeError(std::move(E));
    return std::nullopt;
  }
  return std::string(Bytes.begin(), Bytes.end());
}

namespace {

/// Looks each path up once, at what the file keeps of it and on the disk.
class SeenPaths {
public:
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
                                 StringRef Hash, const FileStamp &Stamp);

  Database &Db;
  int64_t Started;
  std::map<int64_t, bool> Checked;
  std::map<std::pair<std::string, PathKind>, std::optional<int64_t>> Rows;
  std::map<int64_t, FileStamp> NewStamps;
  std::optional<Statement> Select, Find, Insert, Sum;
};

} // namespace

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
  if (Now.touched() < Started - TickNanoseconds)
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
    if (Stamp.Kind != Kind || Stamp.touched() >= Started - TickNanoseconds)
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

namespace {

/// One row of results, as far as it proves itself.
struct Kept {
  std::vector<int64_t> Seen;
  std::string Packed;
  int64_t Size = 0;
  int64_t Day = 0;
};

} // namespace

static std::string resultSum(StringRef Key, StringRef Seen, int64_t Size,
                             StringRef Packed) {
  return hashOf({Key, Seen, std::to_string(Size), Packed});
}

static llvm::Expected<std::optional<Kept>> load(Statement &Select,
                                                StringRef Key) {
  Select.reset();
  llvm::Expected<bool> Row = Select.bindBlob(0, Key).step();
  if (!Row)
    return Row.takeError();
  if (!*Row)
    return std::nullopt;
  Kept K;
  StringRef Seen = Select.bytes(0);
  K.Size = Select.number(1);
  K.Packed = Select.bytes(2).str();
  K.Day = Select.number(4);
  if (Select.bytes(3) != resultSum(Key, Seen, K.Size, K.Packed))
    return std::nullopt;
  std::optional<std::vector<int64_t>> Ids = unpackIds(Seen);
  if (!Ids)
    return std::nullopt;
  K.Seen = std::move(*Ids);
  return K;
}

static llvm::Expected<bool> allHold(SeenPaths &Paths,
                                    const std::vector<int64_t> &Ids) {
  for (int64_t Id : Ids) {
    llvm::Expected<bool> Holds = Paths.holds(Id);
    if (!Holds || !*Holds)
      return Holds;
  }
  return true;
}

static llvm::Error markUsed(Database &Db, ArrayRef<std::string> Keys) {
  llvm::Expected<Statement> Update =
      Db.prepare("UPDATE result SET day = ? WHERE key = ?");
  if (!Update)
    return Update.takeError();
  for (const std::string &Key : Keys)
    if (llvm::Error E = Update->bind(0, today()).bindBlob(1, Key).run())
      return E;
  return llvm::Error::success();
}

static llvm::Error findIn(Database &Db, bool MayWrite, int64_t Started,
                          ArrayRef<std::string> Keys,
                          std::vector<std::optional<std::string>> &Found) {
  llvm::Expected<int64_t> Version = Db.number("PRAGMA user_version");
  if (!Version)
    return Version.takeError();
  if (*Version != Layout)
    return llvm::Error::success();
  llvm::Expected<Statement> Select = Db.prepare(
      "SELECT seen, size, bytes, sum, day FROM result WHERE key = ?");
  if (!Select)
    return Select.takeError();
  SeenPaths Paths(Db, Started);
  std::vector<std::string> Used;
  for (size_t I = 0; I < Keys.size(); ++I) {
    llvm::Expected<std::optional<Kept>> K = load(*Select, Keys[I]);
    if (!K)
      return K.takeError();
    if (!*K)
      continue;
    llvm::Expected<bool> Holds = allHold(Paths, (*K)->Seen);
    if (!Holds)
      return Holds.takeError();
    if (!*Holds)
      continue;
    Found[I] = unpack((*K)->Packed, (*K)->Size);
    if (Found[I] && (*K)->Day != today())
      Used.push_back(Keys[I]);
  }
  if (!MayWrite || (Used.empty() && !Paths.hasNewStamps()))
    return llvm::Error::success();
  llvm::Expected<Transaction> Change = Transaction::begin(Db);
  if (!Change)
    return Change.takeError();
  if (llvm::Error E = Paths.writeStamps())
    return E;
  if (llvm::Error E = markUsed(Db, Used))
    return E;
  return Change->commit();
}

/// The rows that \p Seen is kept as; nothing if it is not so any more.
static llvm::Expected<std::optional<std::vector<int64_t>>>
rowsFor(SeenPaths &Paths, const FilesSeen &Seen) {
  std::vector<int64_t> Ids;
  for (const auto &[Names, Kind] : {std::pair(&Seen.Files, PathKind::File),
                                    std::pair(&Seen.Folders, PathKind::Folder),
                                    std::pair(&Seen.Refused, PathKind::Refused),
                                    std::pair(&Seen.Absent, PathKind::Absent)})
    for (const std::string &Path : *Names) {
      llvm::Expected<std::optional<int64_t>> Id = Paths.rowFor(Path, Kind);
      if (!Id)
        return Id.takeError();
      if (!*Id)
        return std::nullopt;
      Ids.push_back(**Id);
    }
  return Ids;
}

static llvm::Error prune(Database &Db) {
  auto Bytes = [&]() -> llvm::Expected<int64_t> {
    return Db.number("SELECT (page_count - freelist_count) * page_size FROM "
                     "pragma_page_count, pragma_freelist_count, "
                     "pragma_page_size");
  };
  llvm::Expected<int64_t> Size = Bytes();
  if (!Size || *Size <= MaxFileBytes)
    return Size ? llvm::Error::success() : Size.takeError();
  if (llvm::Error E = Db.run("DELETE FROM result WHERE day < " +
                             std::to_string(today() - DaysUnused)))
    return E;
  Size = Bytes();
  if (!Size || *Size <= MaxFileBytes)
    return Size ? llvm::Error::success() : Size.takeError();
  return Db.run("DELETE FROM result; DELETE FROM seen");
}

static llvm::Error keepIn(Database &Db, int64_t Started,
                          ArrayRef<CacheEntry> Entries) {
  // Several may come first: the one that waits finds it done.
  if (llvm::Error E = Db.run("PRAGMA journal_mode = WAL"))
    return E;
  if (llvm::Error E = Db.run("PRAGMA synchronous = NORMAL"))
    return E;
  llvm::Expected<Transaction> Change = Transaction::begin(Db);
  if (!Change)
    return Change.takeError();
  llvm::Expected<int64_t> Version = Db.number("PRAGMA user_version");
  if (!Version)
    return Version.takeError();
  if (*Version != Layout)
    if (llvm::Error E =
            Db.run("DROP TABLE IF EXISTS seen; DROP TABLE IF EXISTS result"))
      return E;
  if (llvm::Error E = Db.run(Tables))
    return E;
  if (llvm::Error E = prune(Db))
    return E;
  llvm::Expected<Statement> Insert = Db.prepare(
      "INSERT OR REPLACE INTO result(key, seen, size, bytes, sum, day) "
      "VALUES(?, ?, ?, ?, ?, ?)");
  if (!Insert)
    return Insert.takeError();
  SeenPaths Paths(Db, Started);
  for (const CacheEntry &Entry : Entries) {
    if (Entry.Seen.Untold)
      continue;
    llvm::Expected<std::optional<std::vector<int64_t>>> Ids =
        rowsFor(Paths, Entry.Seen);
    if (!Ids)
      return Ids.takeError();
    if (!*Ids)
      continue;
    std::string Seen = packIds(std::move(**Ids)), Packed = pack(Entry.Bytes);
    int64_t Size = int64_t(Entry.Bytes.size());
    if (llvm::Error E =
            Insert->bindBlob(0, Entry.Key)
                .bindBlob(1, Seen)
                .bind(2, Size)
                .bindBlob(3, Packed)
                .bindBlob(4, resultSum(Entry.Key, Seen, Size, Packed))
                .bind(5, today())
                .run())
      return E;
  }
  return Change->commit();
}

ResultCache::ResultCache(std::string Folder, int64_t SecondsAhead)
    : Folder(std::move(Folder)), Started(now() + SecondsAhead * 1000000000) {}

bool ResultCache::isTooNew(const FileStamp &Stamp) const {
  return Stamp.touched() >= Started - TickNanoseconds;
}

std::string ResultCache::path() const { return Folder + "/results.sqlite"; }

/// The cache is off from now on; a damaged file is removed.
void ResultCache::giveUp(llvm::Error Why) {
  bool Damaged = false;
  std::string Text;
  llvm::handleAllErrors(std::move(Why), [&](const llvm::ErrorInfoBase &E) {
    Text = E.message();
    if (const auto *Own = E.isA<DatabaseError>()
                              ? static_cast<const DatabaseError *>(&E)
                              : nullptr)
      Damaged = Own->isDamage();
  });
  Trouble = "the cache " + path() + " is not used: " + Text;
  if (Damaged) {
    Trouble += "; it is begun anew";
    for (const char *Suffix : {"", "-wal", "-shm"})
      llvm::sys::fs::remove(path() + Suffix);
  }
  Folder.clear();
}

std::vector<std::optional<std::string>>
ResultCache::find(ArrayRef<std::string> Keys) {
  std::vector<std::optional<std::string>> Found(Keys.size());
  if (!isOn() || Keys.empty() || !llvm::sys::fs::exists(path()))
    return Found;
  bool MayWrite =
      llvm::sys::fs::can_write(Folder) && llvm::sys::fs::can_write(path());
  llvm::Expected<Database> Db =
      Database::open(path(), MayWrite ? Database::Access::ReadWrite
                                      : Database::Access::Immutable);
  llvm::Error E =
      Db ? findIn(*Db, MayWrite, Started, Keys, Found) : Db.takeError();
  if (E)
    giveUp(std::move(E));
  return Found;
}

void ResultCache::keep(ArrayRef<CacheEntry> Entries) {
  if (!isOn() || Entries.empty())
    return;
  // Only the owner may put there what others believe.
  if (std::error_code EC = llvm::sys::fs::create_directories(
          Folder, /*IgnoreExisting=*/true, llvm::sys::fs::owner_all))
    return giveUp(llvm::errorCodeToError(EC));
  // A folder that is shared for reading is not written to.
  if (!llvm::sys::fs::can_write(Folder))
    return;
  llvm::Expected<Database> Db =
      Database::open(path(), Database::Access::ReadWrite);
  llvm::Error E = Db ? keepIn(*Db, Started, Entries) : Db.takeError();
  if (E)
    giveUp(std::move(E));
}

} // namespace premap
