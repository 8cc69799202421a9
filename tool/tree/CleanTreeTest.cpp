#include "tool/tree/CleanTree.h"

#include "tool/tree/Subprocess.h"
#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

using testing::HasSubstr;

namespace premap {
namespace {

class CleanTree : public testing::Test {
protected:
  void SetUp() override {
    Tree.write("a.c", "int a;\n");
    Tree.write(".gitignore", "*.mine\n");
    Tree.write(".gitattributes", "*.c filter=evil\n");
    git({"init", "-q"});
    git({"add", "."});
    git({"-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-q",
         "-m", "m"});
  }
  void git(std::vector<std::string> Words) {
    Words.insert(Words.begin(), {"git", "-C", Tree.path()});
    ProcessResult R = llvm::cantFail(runPlainly(Words));
    ASSERT_EQ(R.Status, 0) << R.Err;
  }
  static std::string why(llvm::Error E) {
    return E ? llvm::toString(std::move(E)) : "";
  }
  TemporaryFolder Tree;
};

TEST_F(CleanTree, ChangesAreNamed) {
  EXPECT_EQ(why(requireCleanTree(Tree.path())), "");
  Tree.write("a.c", "int changed;\n");
  EXPECT_THAT(why(requireCleanTree(Tree.path())), HasSubstr("a.c"));
}

TEST_F(CleanTree, WhatGitDoesNotKeepIsNotTracked) {
  Tree.write("new.c", "");
  Tree.write("b.mine", "");
  EXPECT_EQ(why(requireTracked(Tree.path(), {"a.c"})), "");
  EXPECT_THAT(why(requireTracked(Tree.path(), {"a.c", "new.c"})),
              HasSubstr("new.c"));
  EXPECT_THAT(why(requireTracked(Tree.path(), {"b.mine"})),
              HasSubstr("b.mine"));
}

/// The settings of a repository may be a stranger's.
TEST_F(CleanTree, NoProgramOfTheRepositoryIsRun) {
  TemporaryFolder Elsewhere;
  const std::string Program = Elsewhere.path("evil"),
                    Trace = Elsewhere.path("ran");
  Elsewhere.write("evil", "#!/bin/sh\ntouch " + Trace + "\ncat\n");
  std::filesystem::permissions(Program, std::filesystem::perms::owner_all);
  git({"config", "core.fsmonitor", Program});
  git({"config", "filter.evil.clean", Program});
  git({"config", "filter.evil.required", "true"});
  // Its time is another one, so that git has to look at the text.
  std::filesystem::last_write_time(
      Tree.path("a.c"),
      std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_EQ(why(requireCleanTree(Tree.path())), "");
  EXPECT_FALSE(std::filesystem::exists(Trace));
  ASSERT_EQ(
      llvm::cantFail(runPlainly({"git", "-C", Tree.path(), "status"})).Status,
      0);
  EXPECT_TRUE(std::filesystem::exists(Trace)) << "the test's program works";
}

/// Names that mean something else in a word of the command line.
TEST_F(CleanTree, AFilterOfAnyNameIsSwitchedOff) {
  TemporaryFolder Elsewhere;
  const std::string Trace = Elsewhere.path("ran");
  Elsewhere.write("evil", "#!/bin/sh\ntouch " + Trace + "\ncat\n");
  std::filesystem::permissions(Elsewhere.path("evil"),
                               std::filesystem::perms::owner_all);
  Tree.write(".gitattributes", "*.c filter=a=b.x\n");
  git({"-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-q",
       "-a", "-m", "n"});
  git({"config", "filter.a=b.x.clean", Elsewhere.path("evil")});
  git({"config", "core.hooksPath", Elsewhere.path()});
  std::filesystem::last_write_time(
      Tree.path("a.c"),
      std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_EQ(why(requireCleanTree(Tree.path())), "");
  EXPECT_FALSE(std::filesystem::exists(Trace));
  ASSERT_EQ(
      llvm::cantFail(runPlainly({"git", "-C", Tree.path(), "status"})).Status,
      0);
  EXPECT_TRUE(std::filesystem::exists(Trace)) << "the test's program works";
}

/// What is clean elsewhere says nothing of this folder.
TEST_F(CleanTree, AnotherWorkTreeDoesNotCount) {
  TemporaryFolder Elsewhere;
  Elsewhere.write("a.c", "int a;\n");
  Elsewhere.write(".gitignore", "*.mine\n");
  Elsewhere.write(".gitattributes", "*.c filter=evil\n");
  git({"config", "core.worktree", Elsewhere.path()});
  Tree.write("a.c", "int changed;\n");
  EXPECT_NE(why(requireCleanTree(Tree.path())), "");
}

TEST_F(CleanTree, AStrangersTreeIsTrustedOnlyIfTheUserSaysSo) {
  if (::geteuid() != 0)
    GTEST_SKIP() << "only root can give a folder away";
  for (const auto &Entry :
       std::filesystem::recursive_directory_iterator(Tree.path()))
    ASSERT_EQ(::lchown(Entry.path().c_str(), 1234, 1234), 0);
  ASSERT_EQ(::chown(Tree.path().c_str(), 1234, 1234), 0);
  EXPECT_THAT(why(requireCleanTree(Tree.path())), HasSubstr("safe.directory"));
  TemporaryFolder Home;
  Home.write(".gitconfig", "[safe]\n\tdirectory = " + Tree.path() + "\n");
  const char *Before = std::getenv("HOME");
  const std::string Old = Before ? Before : "";
  ::setenv("HOME", Home.path().c_str(), 1);
  std::string Why = why(requireCleanTree(Tree.path()));
  ::setenv("HOME", Old.c_str(), 1);
  EXPECT_EQ(Why, "");
}

} // namespace
} // namespace premap
