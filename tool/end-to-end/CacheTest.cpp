// What is kept from one run for the next changes nothing but the time that it
// takes.
#include "CliTest.h"

#include "tool/tree/Database.h"

#include <thread>

using namespace premap::clitest;
using nlohmann::json;
using premap::Database;
using premap::ProcessResult;

namespace {

/// A copy of the sample tree, old enough to be kept.
class Cache : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Work = std::make_unique<Scratch>("cached");
    fs::copy(PREMAP_TESTDATA "/tree", *Work / "tree",
             fs::copy_options::recursive);
    ProcessResult Configure =
        tool({"configure", tree(), "--arch", "x86_64", "-q"});
    ASSERT_EQ(Configure.Status, 0) << Configure.Err;
    age();
  }
  static void TearDownTestSuite() { Work.reset(); }

  /// premap with a cache folder of its own.
  static ProcessResult tool(const std::vector<std::string> &Arguments) {
    std::vector<std::string> Words = {
        "env", "PREMAP_CACHE=" + (*Work / "cache").string(), PREMAP_BINARY};
    Words.insert(Words.end(), Arguments.begin(), Arguments.end());
    return llvm::cantFail(premap::runPlainly(Words));
  }

  static std::string tree() { return (*Work / "tree").string(); }
  static std::string kept() {
    return (*Work / "cache/results/results.sqlite").string();
  }
  /// What was changed within two seconds is not kept.
  static void age() { std::this_thread::sleep_for(std::chrono::seconds(3)); }

  static std::string scan(const std::vector<std::string> &More = {}) {
    std::vector<std::string> Arguments = {
        "scan",         tree(), "-q",       "--tables", "all",
        "--target-api", "7.1",  "--output", "json"};
    Arguments.insert(Arguments.end(), More.begin(), More.end());
    ProcessResult R = tool(Arguments);
    // drivers/char/broken.c does not parse.
    EXPECT_EQ(R.Status, 3) << R.Err;
    EXPECT_EQ(R.Err, "");
    return R.Out;
  }
  static int64_t results() { return resultsIn(kept()); }
  /// How many results the file keeps; -1 if that cannot be told.
  static int64_t resultsIn(const std::string &File) {
    llvm::Expected<Database> Db =
        Database::open(File, Database::Access::ReadWrite);
    llvm::Expected<int64_t> Count =
        Db ? Db->number("SELECT count(*) FROM result")
           : llvm::Expected<int64_t>(Db.takeError());
    if (Count)
      return *Count;
    ADD_FAILURE() << File << ": " << llvm::toString(Count.takeError());
    return -1;
  }

  static std::unique_ptr<Scratch> Work;
};

std::unique_ptr<Scratch> Cache::Work;

} // namespace

TEST_F(Cache, ASecondRunSaysTheSame) {
  std::string Plain = scan({"--no-cache"});
  EXPECT_FALSE(fs::exists(kept()));
  EXPECT_EQ(scan(), Plain);
  int64_t Results = results();
  EXPECT_GT(Results, 20);
  EXPECT_EQ(scan(), Plain);
  EXPECT_EQ(scan({"-j1"}), Plain);
  EXPECT_EQ(results(), Results);
}

TEST_F(Cache, WhatChangesIsReadAgain) {
  scan();
  fs::path Driver = fs::path(tree()) / "drivers/char/ledram.c",
           Header = fs::path(tree()) / "drivers/char/split/split.h";
  write(Driver, "\n\n" + read(Driver));
  std::string Moved = scan();
  EXPECT_EQ(Moved, scan({"--no-cache"}));
  write(Header, read(Header) + "\n#error that nobody has read yet\n");
  std::string Broken = scan();
  EXPECT_NE(Broken.find("that nobody has read yet"), std::string::npos);
  EXPECT_EQ(Broken, scan({"--no-cache"}));
}

TEST_F(Cache, ShardsMergedSayWhatTheWholeRunSays) {
  std::string Whole = scan({"--no-cache"});
  std::string Parts = (*Work / "parts/").string();
  auto Read = [&](const std::string &Shard, const std::string &Folder) {
    return tool({"scan", tree(), "--tables", "all", "--target-api", "7.1",
                 "--shard", Shard, "--cache", Parts + Folder});
  };
  // Two processes at a time.
  ProcessResult First, Second;
  std::thread Other([&] { Second = Read("2/2", "b"); });
  First = Read("1/2", "a");
  Other.join();
  for (const ProcessResult *R : {&First, &Second}) {
    EXPECT_EQ(R->Status, 0) << R->Err;
    EXPECT_EQ(R->Out, "");
    EXPECT_NE(R->Err.find(" units read"), std::string::npos) << R->Err;
  }
  std::string Merged = Parts + "merged";
  ProcessResult Merge =
      tool({"merge", Parts + "a", Parts + "b", "--cache", Merged});
  EXPECT_EQ(Merge.Status, 0) << Merge.Err;
  auto Results = [&](const char *Folder) {
    return resultsIn(Parts + Folder + "/results.sqlite");
  };
  int64_t A = Results("a"), B = Results("b"), Both = Results("merged");
  EXPECT_GT(Both, std::max(A, B));
  // Each has searched the text, and asked for the tree's API.
  EXPECT_LT(Both, A + B);
  EXPECT_EQ(scan({"--cache", Merged}), Whole);
}

TEST_F(Cache, AShardThatCannotBeKeptIsAnError) {
  write(*Work / "file", "");
  ProcessResult R = tool({"scan", tree(), "--target-api", "7.1", "--shard",
                          "1/2", "--cache", (*Work / "file").string()});
  EXPECT_EQ(R.Status, 2) << R.Err;
  for (const char *Wrong : {"0/2", "3/2", "1", "a/b", "1/2/3", "-1/2"}) {
    R = tool({"scan", tree(), "--shard", Wrong});
    EXPECT_EQ(R.Status, 2) << Wrong;
    EXPECT_NE(R.Err.find("is not I/N"), std::string::npos) << R.Err;
  }
  R = tool({"merge", (*Work / "nowhere").string()});
  EXPECT_EQ(R.Status, 2);
  EXPECT_NE(R.Err.find("there is no cache in"), std::string::npos) << R.Err;
}

TEST_F(Cache, WhatIsDamagedIsSaidAndBegunAnew) {
  std::string Plain = scan({"--no-cache"});
  write(kept(), std::string(100000, 'x'));
  ProcessResult R = tool({"scan", tree(), "--tables", "all", "--target-api",
                          "7.1", "--output", "json"});
  EXPECT_EQ(R.Out, Plain);
  EXPECT_NE(R.Err.find("begun anew"), std::string::npos) << R.Err;
  EXPECT_EQ(scan(), Plain);
  EXPECT_GT(results(), 0);
}
