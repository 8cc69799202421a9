#include "tool/tree/ResultCache.h"

#include "tool/tree/Database.h"
#include "tool/tree/TemporaryFolder.h"

#include "llvm/Support/FileSystem.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <fcntl.h>
#include <fstream>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace premap;
using testing::ElementsAre;
using testing::Optional;

namespace {

class ResultCacheTest : public testing::Test {
protected:
  void SetUp() override {
    write("a.c", "one");
    write("a.h", "two");
    Entry.Key = cacheKey({"facts", "a.c"});
    Entry.Bytes = std::string("what\0was read", 13);
    Entry.Seen.Files = {path("a.c"), path("a.h")};
    Entry.Seen.Folders = {path("")};
    Entry.Seen.Absent = {path("asm/a.h")};
  }

  std::string path(const std::string &Name) const { return Folder.path(Name); }
  /// A file as an earlier day left it.
  void write(const std::string &Name, const std::string &Text) {
    std::ofstream(path(Name)) << Text;
    age(Name);
  }
  void age(const std::string &Name) {
    timespec Times[2] = {{1000000000 + ++Days * 86400, 0},
                         {1000000000 + Days * 86400, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path(Name).c_str(), Times, 0), 0);
  }
  /// Of a run that began long after the files were last touched. What they are
  /// touched at is the clock of now, so the run begins in some time.
  ResultCache later() { return ResultCache(path("cache"), 3600); }

  void keep() {
    ResultCache Cache = later();
    Cache.keep(Entry);
    EXPECT_EQ(Cache.trouble(), "");
  }
  std::optional<std::string> find() {
    ResultCache Cache = later();
    return Cache.find(Entry.Key).front();
  }

  static std::string incompressible(size_t Size) {
    std::mt19937 Random(1);
    std::string Bytes(Size, '\0');
    for (char &Byte : Bytes)
      Byte = char(Random());
    return Bytes;
  }

  TemporaryFolder Folder;
  CacheEntry Entry;
  int Days = 0;
};

} // namespace

TEST_F(ResultCacheTest, GivesBackWhatWasKept) {
  EXPECT_EQ(find(), std::nullopt);
  keep();
  EXPECT_THAT(find(), Optional(Entry.Bytes));
}

TEST_F(ResultCacheTest, KnowsNothingOfAnotherKey) {
  keep();
  Entry.Key = cacheKey({"facts", "b.c"});
  EXPECT_EQ(find(), std::nullopt);
}

TEST_F(ResultCacheTest, PartsOfAKeyDoNotRunIntoEachOther) {
  EXPECT_NE(cacheKey({"ab", "c"}), cacheKey({"a", "bc"}));
  EXPECT_NE(cacheKey({"a", ""}), cacheKey({"a"}));
}

TEST_F(ResultCacheTest, ForgetsWhenATextChanges) {
  keep();
  write("a.h", "owt");
  EXPECT_EQ(find(), std::nullopt);
  write("a.h", "two");
  EXPECT_THAT(find(), Optional(Entry.Bytes));
}

TEST_F(ResultCacheTest, AChangeThatKeepsSizeAndTimeIsSeen) {
  keep();
  struct stat Before;
  ASSERT_EQ(::stat(path("a.h").c_str(), &Before), 0);
  std::ofstream(path("a.h")) << "owt";
  timespec Times[2] = {Before.st_atim, Before.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, path("a.h").c_str(), Times, 0), 0);
  EXPECT_EQ(find(), std::nullopt);
}

TEST_F(ResultCacheTest, TimesAloneChangeNothing) {
  keep();
  age("a.h");
  EXPECT_THAT(find(), Optional(Entry.Bytes));
}

TEST_F(ResultCacheTest, ForgetsWhenAFileAppearsThatWasLookedFor) {
  keep();
  ASSERT_FALSE(llvm::sys::fs::create_directory(path("asm")));
  EXPECT_THAT(find(), Optional(Entry.Bytes));
  write("asm/a.h", "three");
  EXPECT_EQ(find(), std::nullopt);
}

TEST_F(ResultCacheTest, ForgetsWhenAFileGoesOrBecomesAFolder) {
  keep();
  ASSERT_FALSE(llvm::sys::fs::remove(path("a.h")));
  EXPECT_EQ(find(), std::nullopt);
  ASSERT_FALSE(llvm::sys::fs::create_directory(path("a.h")));
  EXPECT_EQ(find(), std::nullopt);
}

TEST_F(ResultCacheTest, AFifoInsteadOfAFileIsNotWaitedFor) {
  keep();
  ASSERT_FALSE(llvm::sys::fs::remove(path("a.h")));
  ASSERT_EQ(::mkfifo(path("a.h").c_str(), 0600), 0);
  EXPECT_EQ(find(), std::nullopt);
}

TEST_F(ResultCacheTest, DoesNotKeepWhatChangesMeanwhile) {
  ResultCache Cache(path("cache"));
  std::ofstream(path("a.c")) << "six";
  Cache.keep(Entry);
  EXPECT_EQ(find(), std::nullopt);
}

TEST_F(ResultCacheTest, DoesNotKeepWhatWasSeenOtherwise) {
  Entry.Seen.Files.insert(path("gone.h"));
  keep();
  EXPECT_EQ(find(), std::nullopt);
}

TEST_F(ResultCacheTest, ARefusedPathCountsByWhereItLeads) {
  write("outside", "secret");
  write("elsewhere", "secret");
  ASSERT_EQ(::symlink(path("outside").c_str(), path("link").c_str()), 0);
  Entry.Seen.Refused = {path("link")};
  keep();
  write("outside", "another secret");
  EXPECT_THAT(find(), Optional(Entry.Bytes));
  ASSERT_FALSE(llvm::sys::fs::remove(path("link")));
  EXPECT_EQ(find(), std::nullopt);
  ASSERT_EQ(::symlink(path("elsewhere").c_str(), path("link").c_str()), 0);
  EXPECT_EQ(find(), std::nullopt);
}

TEST_F(ResultCacheTest, DoesNotKeepWhatCannotBeTold) {
  Entry.Seen.Untold = true;
  keep();
  EXPECT_EQ(find(), std::nullopt);
}

TEST_F(ResultCacheTest, KeepsSeveralResultsOfOneFile) {
  CacheEntry Other = Entry;
  Other.Key = cacheKey({"features"});
  Other.Bytes = "other";
  ResultCache Cache = later();
  Cache.keep({Entry, Other});
  EXPECT_THAT(
      later().find({Other.Key, "none", Entry.Key}),
      ElementsAre(Optional(Other.Bytes), std::nullopt, Optional(Entry.Bytes)));
}

TEST_F(ResultCacheTest, ReplacesWhatIsNotRightAnyMore) {
  keep();
  write("a.h", "changed");
  Entry.Bytes = "new";
  keep();
  EXPECT_THAT(find(), Optional(Entry.Bytes));
}

TEST_F(ResultCacheTest, WhatIsNoDatabaseIsBegunAnew) {
  ASSERT_FALSE(llvm::sys::fs::create_directory(path("cache")));
  std::ofstream(path("cache/results.sqlite")) << std::string(8192, 'x');
  ResultCache Cache = later();
  EXPECT_EQ(Cache.find(Entry.Key).front(), std::nullopt);
  EXPECT_THAT(Cache.trouble(), testing::HasSubstr("begun anew"));
  EXPECT_FALSE(Cache.isOn());
  keep();
  EXPECT_THAT(find(), Optional(Entry.Bytes));
}

/// Whatever bit is wrong, nothing else than what was kept comes out.
TEST_F(ResultCacheTest, FlippedBitsGiveNoWrongResult) {
  keep();
  std::string File = path("cache/results.sqlite");
  std::string Whole;
  {
    std::ifstream In(File, std::ios::binary);
    Whole.assign(std::istreambuf_iterator<char>(In), {});
  }
  ASSERT_GT(Whole.size(), 4096u);
  unsigned Lost = 0;
  for (size_t At = 0; At < Whole.size(); At += 61) {
    std::string Flipped = Whole;
    Flipped[At] ^= 1 << (At % 8);
    for (const char *Suffix : {"-wal", "-shm"})
      llvm::sys::fs::remove(File + Suffix);
    std::ofstream(File, std::ios::binary | std::ios::trunc) << Flipped;
    std::optional<std::string> Found = find();
    if (Found)
      EXPECT_EQ(*Found, Entry.Bytes) << "byte " << At;
    Lost += !Found;
  }
  EXPECT_GT(Lost, 0u);
}

TEST_F(ResultCacheTest, ATruncatedFileIsNoResult) {
  keep();
  std::string File = path("cache/results.sqlite");
  ASSERT_EQ(::truncate(File.c_str(), 5000), 0);
  EXPECT_EQ(find(), std::nullopt);
  keep();
  keep();
  EXPECT_THAT(find(), Optional(Entry.Bytes));
}

TEST_F(ResultCacheTest, AFileOfAnotherLayoutIsBegunAnew) {
  keep();
  {
    Database Db = llvm::cantFail(Database::open(path("cache/results.sqlite"),
                                                Database::Access::ReadWrite));
    llvm::cantFail(Db.run("PRAGMA user_version = 99"));
  }
  EXPECT_EQ(find(), std::nullopt);
  keep();
  EXPECT_THAT(find(), Optional(Entry.Bytes));
}

TEST_F(ResultCacheTest, WhatGrowsTooLargeGoes) {
  keep();
  ResultCache Small(path("cache"), 3600, /*MaxBytes=*/1);
  CacheEntry Other = Entry;
  Other.Key = cacheKey({"another"});
  Small.keep(Other);
  EXPECT_EQ(Small.trouble(), "");
  EXPECT_THAT(later().find({Entry.Key, Other.Key}),
              ElementsAre(std::nullopt, Optional(Other.Bytes)));
}

TEST_F(ResultCacheTest, WhatWasNotUsedForLongGoesFirst) {
  keep();
  CacheEntry Old = Entry;
  Old.Key = cacheKey({"old"});
  Old.Bytes = incompressible(1 << 20);
  later().keep(Old);
  {
    Database Db = llvm::cantFail(Database::open(path("cache/results.sqlite"),
                                                Database::Access::ReadWrite));
    llvm::cantFail(Db.run("UPDATE result SET day = 1 WHERE size > 1000"));
  }
  ResultCache Medium(path("cache"), 3600, /*MaxBytes=*/1 << 19);
  CacheEntry Other = Entry;
  Other.Key = cacheKey({"another"});
  Medium.keep(Other);
  EXPECT_THAT(
      later().find({Entry.Key, Old.Key, Other.Key}),
      ElementsAre(Optional(Entry.Bytes), std::nullopt, Optional(Other.Bytes)));
}

TEST_F(ResultCacheTest, SeveralProcessesKeepAtOnce) {
  constexpr int Processes = 6;
  std::vector<pid_t> Children;
  for (int I = 0; I < Processes; ++I) {
    pid_t Child = ::fork();
    ASSERT_GE(Child, 0);
    if (Child == 0) {
      for (int J = 0; J < 5; ++J) {
        ResultCache Cache = later();
        Entry.Key = cacheKey({std::to_string(I), std::to_string(J)});
        Cache.keep(Entry);
        if (!Cache.trouble().empty() ||
            Cache.find(Entry.Key).front() != Entry.Bytes)
          ::_exit(1);
      }
      ::_exit(0);
    }
    Children.push_back(Child);
  }
  for (pid_t Child : Children) {
    int Status = -1;
    ASSERT_EQ(::waitpid(Child, &Status, 0), Child);
    EXPECT_EQ(Status, 0);
  }
  for (int I = 0; I < Processes; ++I)
    for (int J = 0; J < 5; ++J) {
      Entry.Key = cacheKey({std::to_string(I), std::to_string(J)});
      EXPECT_THAT(find(), Optional(Entry.Bytes));
    }
}

TEST_F(ResultCacheTest, WhereNothingCanBeWrittenNothingIsKept) {
  std::ofstream(path("cache")) << "a file";
  ResultCache Cache = later();
  Cache.keep(Entry);
  EXPECT_NE(Cache.trouble(), "");
  EXPECT_FALSE(Cache.isOn());
}

TEST_F(ResultCacheTest, OffFindsAndKeepsNothing) {
  ResultCache Cache;
  Cache.keep(Entry);
  EXPECT_THAT(Cache.find(Entry.Key), ElementsAre(std::nullopt));
  EXPECT_EQ(Cache.trouble(), "");
}
