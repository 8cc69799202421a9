#include "tool/tree/CleanTree.h"

#include "tool/tree/Subprocess.h"
#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <filesystem>

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

} // namespace
} // namespace premap
