#include "tool/tree/Database.h"

#include "llvm/ADT/StringExtras.h"

#include <sqlite3.h>

namespace premap {

char DatabaseError::ID;

bool DatabaseError::isDamage() const {
  return Status == SQLITE_CORRUPT || Status == SQLITE_NOTADB ||
         Status == SQLITE_FORMAT;
}

static llvm::Error failure(sqlite3 *Db) {
  return llvm::make_error<DatabaseError>(
      Db ? sqlite3_errcode(Db) : SQLITE_NOMEM,
      Db ? sqlite3_errmsg(Db) : "out of memory");
}

/// \p Path as part of a URI.
static std::string escaped(llvm::StringRef Path) {
  std::string Uri;
  for (char C : Path)
    if (C == '%' || C == '?' || C == '#')
      Uri += "%" + llvm::toHex(llvm::StringRef(&C, 1));
    else
      Uri += C;
  return Uri;
}

void Statement::Finalize::operator()(sqlite3_stmt *S) const {
  sqlite3_finalize(S);
}

// A parameter that cannot be bound (no memory) makes step() fail.
Statement &Statement::bind(int Index, int64_t Value) {
  sqlite3_bind_int64(Handle.get(), Index + 1, Value);
  return *this;
}

Statement &Statement::bindText(int Index, llvm::StringRef Text) {
  sqlite3_bind_text64(Handle.get(), Index + 1, Text.data(), Text.size(),
                      SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Statement &Statement::bindBlob(int Index, llvm::StringRef Bytes) {
  sqlite3_bind_blob64(Handle.get(), Index + 1, Bytes.data(), Bytes.size(),
                      SQLITE_TRANSIENT);
  return *this;
}

llvm::Expected<bool> Statement::step() {
  int Status = sqlite3_step(Handle.get());
  if (Status == SQLITE_ROW)
    return true;
  if (Status == SQLITE_DONE)
    return false;
  return failure(sqlite3_db_handle(Handle.get()));
}

llvm::Error Statement::run() {
  llvm::Expected<bool> Row = step();
  reset();
  return Row ? llvm::Error::success() : Row.takeError();
}

void Statement::reset() { sqlite3_reset(Handle.get()); }

int64_t Statement::number(int Column) const {
  return sqlite3_column_int64(Handle.get(), Column);
}

llvm::StringRef Statement::bytes(int Column) const {
  const void *Data = sqlite3_column_blob(Handle.get(), Column);
  return {static_cast<const char *>(Data),
          static_cast<size_t>(sqlite3_column_bytes(Handle.get(), Column))};
}

void Database::Close::operator()(sqlite3 *Db) const { sqlite3_close(Db); }

llvm::Expected<Database> Database::open(const std::string &Path, Access Mode) {
  constexpr int WaitMilliseconds = 10000;
  sqlite3 *Raw = nullptr;
  int Status = Mode == Access::Immutable
                   ? sqlite3_open_v2(
                         ("file:" + escaped(Path) + "?immutable=1").c_str(),
                         &Raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr)
                   : sqlite3_open_v2(Path.c_str(), &Raw,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                     nullptr);
  Database Db;
  Db.Handle.reset(Raw);
  if (Status != SQLITE_OK)
    return failure(Raw);
  sqlite3_busy_timeout(Raw, WaitMilliseconds);
  return Db;
}

llvm::Error Database::run(llvm::StringRef Sql) {
  if (sqlite3_exec(Handle.get(), Sql.str().c_str(), nullptr, nullptr,
                   nullptr) != SQLITE_OK)
    return failure(Handle.get());
  return llvm::Error::success();
}

llvm::Expected<Statement> Database::prepare(llvm::StringRef Sql) {
  sqlite3_stmt *Raw = nullptr;
  if (sqlite3_prepare_v2(Handle.get(), Sql.data(), Sql.size(), &Raw, nullptr) !=
      SQLITE_OK)
    return failure(Handle.get());
  Statement Prepared;
  Prepared.Handle.reset(Raw);
  return Prepared;
}

llvm::Expected<int64_t> Database::number(llvm::StringRef Sql) {
  llvm::Expected<Statement> Query = prepare(Sql);
  if (!Query)
    return Query.takeError();
  llvm::Expected<bool> Row = Query->step();
  if (!Row)
    return Row.takeError();
  return *Row ? Query->number(0) : 0;
}

int64_t Database::lastRow() const {
  return sqlite3_last_insert_rowid(Handle.get());
}

llvm::Expected<Transaction> Transaction::begin(Database &Db) {
  // At once for writing: a reader that becomes a writer cannot wait.
  if (llvm::Error E = Db.run("BEGIN IMMEDIATE"))
    return std::move(E);
  return Transaction(Db);
}

llvm::Error Transaction::commit() {
  if (llvm::Error E = Db->run("COMMIT"))
    return E;
  Db = nullptr;
  return llvm::Error::success();
}

Transaction::~Transaction() {
  if (Db)
    llvm::consumeError(Db->run("ROLLBACK"));
}

} // namespace premap
