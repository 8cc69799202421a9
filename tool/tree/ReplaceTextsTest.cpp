#include "tool/tree/ReplaceTexts.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using testing::HasSubstr;
namespace fs = std::filesystem;

namespace premap {
namespace {

class ReplaceTexts : public testing::Test {
protected:
  ReplaceTexts() {
    Folder.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
    Folder.write("include/linux/fs.h", "");
    Folder.write("a/one.c", "old one\n");
    Folder.write("b/two.c", "old two\n");
  }
  std::string replace(const std::vector<NewText> &Files) {
    KernelTree Tree = llvm::cantFail(KernelTree::open(Folder.path()));
    llvm::Error E = replaceTexts(Tree, Files);
    return E ? llvm::toString(std::move(E)) : "";
  }
  std::string replaceBoth() {
    return replace({{"a/one.c", "old one\n", "new one\n"},
                    {"b/two.c", "old two\n", "new two\n"}});
  }
  std::string read(const std::string &Name) {
    std::ifstream In(Folder.path(Name), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(In), {});
  }
  struct stat statusOf(const std::string &Name) {
    struct stat Status = {};
    EXPECT_EQ(::stat(Folder.path(Name).c_str(), &Status), 0);
    return Status;
  }
  /// All that is in the tree.
  size_t entries() {
    return std::distance(fs::recursive_directory_iterator(Folder.path()), {});
  }

  TemporaryFolder Folder;
};

TEST_F(ReplaceTexts, AllGetTheirTextsAndNothingElseIsThere) {
  size_t Before = entries();
  EXPECT_EQ(replaceBoth(), "");
  EXPECT_EQ(read("a/one.c"), "new one\n");
  EXPECT_EQ(read("b/two.c"), "new two\n");
  EXPECT_EQ(entries(), Before);
}

TEST_F(ReplaceTexts, ModeAndOwnerStay) {
  fs::permissions(Folder.path("a/one.c"), fs::perms(0640));
  struct stat Before = statusOf("a/one.c");
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(Folder.path("a/one.c").c_str(), 1234, 4321), 0);
    Before = statusOf("a/one.c");
  }
  EXPECT_EQ(replaceBoth(), "");
  struct stat After = statusOf("a/one.c");
  EXPECT_EQ(After.st_mode, Before.st_mode);
  EXPECT_EQ(After.st_uid, Before.st_uid);
  EXPECT_EQ(After.st_gid, Before.st_gid);
}

TEST_F(ReplaceTexts, OtherNamesOfAFileStayItsNames) {
  fs::create_hard_link(Folder.path("a/one.c"), Folder.path("same.c"));
  EXPECT_EQ(replaceBoth(), "");
  EXPECT_EQ(read("same.c"), "new one\n");
  EXPECT_EQ(statusOf("same.c").st_ino, statusOf("a/one.c").st_ino);
}

TEST_F(ReplaceTexts, ALinkStaysALink) {
  fs::create_symlink("../b/two.c", Folder.path("a/link.c"));
  EXPECT_EQ(replace({{"a/link.c", "old two\n", "new two\n"}}), "");
  EXPECT_TRUE(fs::is_symlink(Folder.path("a/link.c")));
  EXPECT_EQ(read("b/two.c"), "new two\n");
}

TEST_F(ReplaceTexts, AFileThatChangedStopsAll) {
  Folder.write("b/two.c", "edited\n");
  EXPECT_THAT(replaceBoth(), HasSubstr("b/two.c changed while"));
  EXPECT_EQ(read("a/one.c"), "old one\n");
  EXPECT_EQ(read("b/two.c"), "edited\n");
}

/// Lets no file grow beyond 1000 bytes, as on a full disk.
class SmallFiles {
public:
  SmallFiles() {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &Before);
    rlimit Small = Before;
    Small.rlim_cur = 1000;
    ::setrlimit(RLIMIT_FSIZE, &Small);
  }
  ~SmallFiles() { ::setrlimit(RLIMIT_FSIZE, &Before); }

private:
  rlimit Before;
};

TEST_F(ReplaceTexts, WhatHasNoRoomChangesNothing) {
  size_t Before = entries();
  SmallFiles Small;
  std::string Why = replace({{"a/one.c", "old one\n", "new one\n"},
                             {"b/two.c", "old two\n", std::string(2000, 'x')}});
  EXPECT_THAT(Why, HasSubstr("no file is changed"));
  EXPECT_EQ(read("a/one.c"), "old one\n");
  EXPECT_EQ(read("b/two.c"), "old two\n");
  EXPECT_EQ(entries(), Before);
}

/// A file with two names is written where it is, behind the other one.
TEST_F(ReplaceTexts, AFailureHalfWayIsUndone) {
  fs::create_hard_link(Folder.path("b/two.c"), Folder.path("same.c"));
  size_t Before = entries();
  ino_t Inode = statusOf("a/one.c").st_ino;
  SmallFiles Small;
  std::string Why = replace({{"a/one.c", "old one\n", "new one\n"},
                             {"b/two.c", "old two\n", std::string(2000, 'x')}});
  EXPECT_THAT(Why, HasSubstr("cannot write b/two.c"));
  EXPECT_THAT(Why, HasSubstr("no file is changed"));
  EXPECT_EQ(read("a/one.c"), "old one\n");
  EXPECT_EQ(statusOf("a/one.c").st_ino, Inode);
  EXPECT_EQ(read("same.c"), "old two\n");
  EXPECT_EQ(entries(), Before);
}

} // namespace
} // namespace premap
