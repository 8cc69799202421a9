#include "tool/deliver/RunFolder.h"

#include "tool/tree/TemporaryFolder.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <set>

namespace premap {
namespace {

TEST(RunFolder, FilesHaveTheirFolders) {
  TemporaryFolder Work;
  std::string Out = Work.path("out");
  llvm::cantFail(writeFolder(Out, {{"a.txt", "1"}, {"series/b.patch", "22"}}));
  EXPECT_EQ(std::filesystem::file_size(Out + "/a.txt"), 1u);
  EXPECT_EQ(std::filesystem::file_size(Out + "/series/b.patch"), 2u);
  // What was written is ours to replace, a folder included.
  llvm::cantFail(writeFolder(Out, {{"c.txt", "3"}}));
  EXPECT_FALSE(std::filesystem::exists(Out + "/series"));
}

TEST(RunFolder, WhatIsNotOursStays) {
  TemporaryFolder Work;
  Work.write("out/thesis.tex", "keep");
  llvm::Error E = writeFolder(Work.path("out"), {{"a.txt", "1"}});
  EXPECT_TRUE(bool(E));
  llvm::consumeError(std::move(E));
  EXPECT_TRUE(std::filesystem::exists(Work.path("out/thesis.tex")));
}

} // namespace
} // namespace premap
