// A thin layer over SQLite that closes what it opens and turns statuses into
// errors. Not for use across fork().
#ifndef PREMAP_TOOL_TREE_DATABASE_H
#define PREMAP_TOOL_TREE_DATABASE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace premap {

class Database;

/// What SQLite complains of.
class DatabaseError : public llvm::ErrorInfo<DatabaseError> {
public:
  static char ID;
  DatabaseError(int Status, std::string Message)
      : Status(Status), Message(std::move(Message)) {}
  void log(llvm::raw_ostream &OS) const override { OS << Message; }
  std::error_code convertToErrorCode() const override {
    return llvm::inconvertibleErrorCode();
  }
  /// The file is no database, or is damaged.
  bool isDamage() const;

private:
  int Status;
  std::string Message;
};

/// One prepared statement; parameters and columns count from 0.
class Statement {
public:
  Statement &bind(int Index, int64_t Value);
  Statement &bindText(int Index, llvm::StringRef Text);
  Statement &bindBlob(int Index, llvm::StringRef Bytes);

  /// Whether there is a row; an error of SQLite's is the error.
  llvm::Expected<bool> step();
  /// step() for what gives no rows; ready for the next parameters then.
  llvm::Error run();
  /// Makes it ready for other parameters.
  void reset();

  int64_t number(int Column) const;
  /// Valid until the next step() or reset().
  llvm::StringRef bytes(int Column) const;

private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt *S) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> Handle;
};

class Database {
public:
  /// Immutable: nobody else writes either, as in a folder that is shared.
  enum class Access { Immutable, ReadWrite };

  /// Opens the file \p Path, which ReadWrite makes if it is missing. Waits some
  /// seconds while another process writes.
  static llvm::Expected<Database> open(const std::string &Path, Access Mode);

  llvm::Error run(llvm::StringRef Sql);
  llvm::Expected<Statement> prepare(llvm::StringRef Sql);
  /// The number that \p Sql gives in its first row; 0 without a row.
  llvm::Expected<int64_t> number(llvm::StringRef Sql);
  int64_t lastRow() const;

private:
  struct Close {
    void operator()(sqlite3 *Db) const;
  };
  std::unique_ptr<sqlite3, Close> Handle;
};

/// What runs between its making and commit() happens whole or not at all.
class Transaction {
public:
  static llvm::Expected<Transaction> begin(Database &Db);
  llvm::Error commit();
  ~Transaction();
  Transaction(Transaction &&Other) : Db(std::exchange(Other.Db, nullptr)) {}
  Transaction(const Transaction &) = delete;
  Transaction &operator=(const Transaction &) = delete;

private:
  explicit Transaction(Database &Db) : Db(&Db) {}
  Database *Db;
};

} // namespace premap

#endif
