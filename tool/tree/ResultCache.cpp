#include "tool/tree/ResultCache.h"

#include "tool/tree/Database.h"
#include "tool/tree/SeenPaths.h"

#include "llvm/Support/Compression.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <ctime>

using llvm::ArrayRef;
using llvm::StringRef;

namespace premap {

/// Of the tables below; another one begins the file anew.
static constexpr int64_t Layout = 1;
static constexpr char Tables[] =
    "CREATE TABLE IF NOT EXISTS result(key BLOB PRIMARY KEY, seen BLOB, "
    "size INTEGER, bytes BLOB, sum BLOB, day INTEGER) WITHOUT ROWID;"
    "PRAGMA user_version = 1";

static constexpr int64_t DaysUnused = 7;

static int64_t now() {
  timespec Time;
  ::clock_gettime(CLOCK_REALTIME, &Time);
  return int64_t(Time.tv_sec) * 1000000000 + Time.tv_nsec;
}

static int64_t today() { return now() / (int64_t(86400) * 1000000000); }

std::string cacheKey(ArrayRef<StringRef> Parts) { return hashOf(Parts, 32); }

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

/// What the rows \p Ids say was seen.
static llvm::Expected<FilesSeen> seenBy(Database &Db,
                                        const std::vector<int64_t> &Ids) {
  llvm::Expected<Statement> Select =
      Db.prepare("SELECT kind, path FROM seen WHERE id = ?");
  if (!Select)
    return Select.takeError();
  FilesSeen Seen;
  for (int64_t Id : Ids) {
    Select->reset();
    llvm::Expected<bool> Row = Select->bind(0, Id).step();
    if (!Row)
      return Row.takeError();
    std::string Path = Select->bytes(1).str();
    switch (PathKind(Select->number(0))) {
    case PathKind::File:
      Seen.Files.insert(std::move(Path));
      break;
    case PathKind::Folder:
      Seen.Folders.insert(std::move(Path));
      break;
    case PathKind::Refused:
      Seen.Refused.insert(std::move(Path));
      break;
    case PathKind::Absent:
      Seen.Absent.insert(std::move(Path));
      break;
    case PathKind::Other:
      break; // not kept
    }
  }
  return Seen;
}

static llvm::Error entriesIn(Database &Db, int64_t Started,
                             std::vector<CacheEntry> &Entries) {
  llvm::Expected<int64_t> Version = Db.number("PRAGMA user_version");
  if (!Version || *Version != Layout)
    return Version ? llvm::Error::success() : Version.takeError();
  llvm::Expected<Statement> Keys =
      Db.prepare("SELECT key FROM result ORDER BY key");
  if (!Keys)
    return Keys.takeError();
  llvm::Expected<Statement> Select = Db.prepare(
      "SELECT seen, size, bytes, sum, day FROM result WHERE key = ?");
  if (!Select)
    return Select.takeError();
  SeenPaths Paths(Db, Started);
  for (;;) {
    llvm::Expected<bool> More = Keys->step();
    if (!More || !*More)
      return More ? llvm::Error::success() : More.takeError();
    CacheEntry Entry;
    Entry.Key = Keys->bytes(0).str();
    llvm::Expected<std::optional<Kept>> K = load(*Select, Entry.Key);
    if (!K)
      return K.takeError();
    if (!*K)
      continue;
    llvm::Expected<bool> Holds = allHold(Paths, (*K)->Seen);
    if (!Holds)
      return Holds.takeError();
    std::optional<std::string> Bytes = unpack((*K)->Packed, (*K)->Size);
    if (!*Holds || !Bytes)
      continue;
    Entry.Bytes = std::move(*Bytes);
    llvm::Expected<FilesSeen> Seen = seenBy(Db, (*K)->Seen);
    if (!Seen)
      return Seen.takeError();
    Entry.Seen = std::move(*Seen);
    Entries.push_back(std::move(Entry));
  }
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

static llvm::Error prune(Database &Db, int64_t MaxBytes) {
  auto Bytes = [&]() -> llvm::Expected<int64_t> {
    return Db.number("SELECT (page_count - freelist_count) * page_size FROM "
                     "pragma_page_count, pragma_freelist_count, "
                     "pragma_page_size");
  };
  llvm::Expected<int64_t> Size = Bytes();
  if (!Size || *Size <= MaxBytes)
    return Size ? llvm::Error::success() : Size.takeError();
  if (llvm::Error E = Db.run("DELETE FROM result WHERE day < " +
                             std::to_string(today() - DaysUnused)))
    return E;
  Size = Bytes();
  if (!Size || *Size <= MaxBytes)
    return Size ? llvm::Error::success() : Size.takeError();
  return Db.run("DELETE FROM result; DELETE FROM seen");
}

static llvm::Error keepIn(Database &Db, int64_t Started, int64_t MaxBytes,
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
  for (const char *Sql : {SeenPaths::Table, Tables})
    if (llvm::Error E = Db.run(Sql))
      return E;
  if (llvm::Error E = prune(Db, MaxBytes))
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

ResultCache::ResultCache(std::string Folder, int64_t SecondsAhead,
                         int64_t MaxBytes)
    : Folder(std::move(Folder)), Started(now() + SecondsAhead * 1000000000),
      MaxBytes(MaxBytes) {}

bool ResultCache::isTooNew(const FileStamp &Stamp) const {
  return mayChangeUnseen(Stamp, Started);
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

std::vector<CacheEntry> ResultCache::entries() {
  std::vector<CacheEntry> Entries;
  if (!isOn() || !llvm::sys::fs::exists(path()))
    return Entries;
  llvm::Expected<Database> Db =
      Database::open(path(), Database::Access::Immutable);
  if (llvm::Error E = Db ? entriesIn(*Db, Started, Entries) : Db.takeError()) {
    Entries.clear();
    // It is not ours to begin anew.
    Trouble =
        "the cache " + path() + " is not used: " + llvm::toString(std::move(E));
  }
  return Entries;
}

bool ResultCache::isWritable() const {
  return isOn() &&
         (!llvm::sys::fs::exists(Folder) || llvm::sys::fs::can_write(Folder));
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
  llvm::Error E = Db ? keepIn(*Db, Started, MaxBytes, Entries) : Db.takeError();
  if (E)
    giveUp(std::move(E));
}

} // namespace premap
