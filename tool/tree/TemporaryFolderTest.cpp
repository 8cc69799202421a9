#include "tool/tree/TemporaryFolder.h"

#include "tool/tree/FileList.h"

#include "llvm/Support/FileSystem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace premap {
namespace {

/// Names are seen from a working folder of the test's own.
class TemporaryFolderTest : public testing::Test {
protected:
  TemporaryFolderTest() : Before(fs::current_path()) {
    fs::current_path(Work.path());
  }
  ~TemporaryFolderTest() override { fs::current_path(Before); }

  size_t entries() {
    return std::distance(fs::directory_iterator(Work.path()), {});
  }

  fs::path Before;
  TemporaryFolder Work;
};

TEST_F(TemporaryFolderTest, GoesAway) {
  {
    auto Folder = llvm::cantFail(TemporaryFolder::beside("out"));
    Folder.write("a/b", "text");
    EXPECT_TRUE(fs::exists(Folder.path("a/b")));
    EXPECT_EQ(entries(), 1u);
  }
  EXPECT_EQ(entries(), 0u);
}

TEST_F(TemporaryFolderTest, SaysWhereThereIsNoPlace) {
  std::ofstream("file") << "x";
  auto Folder = TemporaryFolder::beside("file/out");
  ASSERT_FALSE(bool(Folder));
  EXPECT_THAT(llvm::toString(Folder.takeError()),
              testing::HasSubstr("cannot create 'file/out"));
}

/// As a process that is killed in its work leaves it.
static std::string abandoned(const std::string &Sibling, bool WithList) {
  int Ends[2];
  EXPECT_EQ(::pipe(Ends), 0);
  pid_t Pid = ::fork();
  if (Pid == 0) {
    auto Folder = llvm::cantFail(TemporaryFolder::beside(Sibling));
    Folder.write("deep/file", "text");
    if (WithList)
      llvm::cantFail(writeFileList(Folder.path()));
    std::string Path = Folder.path();
    if (::write(Ends[1], Path.data(), Path.size()) < 0)
      ::_exit(1);
    ::close(Ends[1]);
    ::raise(SIGKILL);
  }
  ::close(Ends[1]);
  char Buffer[4096];
  ssize_t Length = ::read(Ends[0], Buffer, sizeof(Buffer));
  ::close(Ends[0]);
  ::waitpid(Pid, nullptr, 0);
  return std::string(Buffer, Length);
}

TEST_F(TemporaryFolderTest, TheNextOneRemovesWhatAKilledProcessLeft) {
  for (bool WithList : {false, true}) {
    std::string Left = abandoned("out", WithList);
    ASSERT_TRUE(fs::exists(Left));
    llvm::cantFail(TemporaryFolder::beside("out"));
    EXPECT_FALSE(fs::exists(Left));
  }
  EXPECT_EQ(entries(), 0u);
}

TEST_F(TemporaryFolderTest, WhatSomebodyElseUsesStays) {
  auto Mine = llvm::cantFail(TemporaryFolder::beside("out"));
  llvm::cantFail(TemporaryFolder::beside("out"));
  EXPECT_TRUE(fs::exists(Mine.path())) << "its process lives";
  // By the name alone nothing is ours.
  Work.write("out.premap-tmp-abcdef/letter.txt", "dear");
  Work.write("out.premap-tmp-ghijkl/.premap-temporary", "dear");
  llvm::cantFail(TemporaryFolder::beside("out"));
  EXPECT_TRUE(fs::exists("out.premap-tmp-abcdef/letter.txt"));
  EXPECT_TRUE(fs::exists("out.premap-tmp-ghijkl/.premap-temporary"));
}

/// What was added to a folder that has a list is the user's.
TEST_F(TemporaryFolderTest, WhatNoListNamesStays) {
  std::string Left = abandoned("out", /*WithList=*/true);
  std::ofstream(Left + "/deep/letter.txt") << "dear";
  llvm::cantFail(TemporaryFolder::beside("out"));
  llvm::cantFail(TemporaryFolder::beside("out"));
  EXPECT_TRUE(fs::exists(Left + "/deep/letter.txt"));
  EXPECT_FALSE(fs::exists(Left + "/deep/file"));
}

} // namespace
} // namespace premap
