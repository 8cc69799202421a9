#include "tool/tree/Database.h"

#include "tool/tree/TemporaryFolder.h"

#include "gtest/gtest.h"

#include <fstream>

namespace premap {
namespace {

class DatabaseTest : public testing::Test {
protected:
  Database open(const std::string &Name,
                Database::Access Mode = Database::Access::ReadWrite) {
    return llvm::cantFail(Database::open(Folder.path(Name), Mode));
  }
  TemporaryFolder Folder;
};

TEST_F(DatabaseTest, BytesComeBackAsTheyWere) {
  Database Db = open("a");
  llvm::cantFail(Db.run("CREATE TABLE t(n INTEGER, b BLOB)"));
  const std::string Bytes("a\0b", 3);
  Statement Insert = llvm::cantFail(Db.prepare("INSERT INTO t VALUES(?, ?)"));
  for (int64_t N : {7, 8})
    llvm::cantFail(Insert.bind(0, N).bindBlob(1, Bytes).run());
  Statement Select = llvm::cantFail(Db.prepare("SELECT b FROM t WHERE n = 8"));
  ASSERT_TRUE(llvm::cantFail(Select.step()));
  EXPECT_EQ(Select.bytes(0), Bytes);
  EXPECT_FALSE(llvm::cantFail(Select.step()));
  EXPECT_EQ(llvm::cantFail(Db.number("SELECT sum(n) FROM t")), 15);
}

TEST_F(DatabaseTest, WhatIsNotCommittedDidNotHappen) {
  Database Db = open("a");
  llvm::cantFail(Db.run("CREATE TABLE t(n INTEGER)"));
  {
    Transaction Half = llvm::cantFail(Transaction::begin(Db));
    llvm::cantFail(Db.run("INSERT INTO t VALUES(1)"));
  }
  EXPECT_EQ(llvm::cantFail(Db.number("SELECT count(*) FROM t")), 0);
  Transaction Whole = llvm::cantFail(Transaction::begin(Db));
  llvm::cantFail(Db.run("INSERT INTO t VALUES(1)"));
  llvm::cantFail(Whole.commit());
  EXPECT_EQ(llvm::cantFail(Db.number("SELECT count(*) FROM t")), 1);
}

TEST_F(DatabaseTest, AnImmutableOneIsReadWhateverItsName) {
  for (const char *Name : {"plain", "a?b=c", "a%20b", "a#b", "a b"}) {
    llvm::cantFail(open(Name).run("CREATE TABLE t(n INTEGER); "
                                  "INSERT INTO t VALUES(3)"));
    Database Db = open(Name, Database::Access::Immutable);
    EXPECT_EQ(llvm::cantFail(Db.number("SELECT n FROM t")), 3) << Name;
    llvm::Error E = Db.run("INSERT INTO t VALUES(4)");
    EXPECT_TRUE(bool(E)) << Name;
    llvm::consumeError(std::move(E));
  }
}

TEST_F(DatabaseTest, TellsDamageFromMistakes) {
  std::ofstream(Folder.path("a")) << std::string(5000, 'x');
  Database Text = open("a"), Good = open("b");
  auto IsDamage = [](llvm::Error E) {
    bool Is = false;
    llvm::handleAllErrors(std::move(E), [&](const DatabaseError &D) {
      Is = D.isDamage();
      EXPECT_NE(D.message(), "");
    });
    return Is;
  };
  EXPECT_TRUE(IsDamage(Text.run("CREATE TABLE t(n INTEGER)")));
  llvm::Error Mistake = Good.run("no such statement");
  ASSERT_TRUE(bool(Mistake));
  EXPECT_FALSE(IsDamage(std::move(Mistake)));
}

} // namespace
} // namespace premap
