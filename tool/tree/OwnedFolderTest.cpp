#include "tool/tree/OwnedFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>

using testing::ElementsAre;
using testing::HasSubstr;

namespace premap {
namespace {

namespace stdfs = std::filesystem;

class OwnedFolder : public testing::Test {
protected:
  /// A folder with its list, to be put at \p Target.
  static TemporaryFolder fresh(const std::string &Target,
                               const std::string &Name = "result") {
    auto Folder = llvm::cantFail(TemporaryFolder::beside(Target));
    Folder.write("deep/" + Name, Name);
    llvm::cantFail(writeFileList(Folder.path()));
    return Folder;
  }
  std::vector<std::string> entries(const std::string &Below = "") {
    std::vector<std::string> Names;
    for (const auto &E : stdfs::recursive_directory_iterator(Work.path(Below)))
      Names.push_back(E.path().lexically_relative(Work.path(Below)));
    std::sort(Names.begin(), Names.end());
    return Names;
  }
  static std::string why(llvm::Error E) {
    return E ? llvm::toString(std::move(E)) : "";
  }

  TemporaryFolder Work;
  std::string Out = Work.path("out");
};

TEST_F(OwnedFolder, IsReplacedWithAllThatItHeld) {
  ASSERT_EQ(why(putInPlace(fresh(Out, "first"), Out)), "");
  ASSERT_EQ(why(checkReplaceable(Out)), "");
  ASSERT_EQ(why(putInPlace(fresh(Out, "second"), Out)), "");
  EXPECT_THAT(entries(), ElementsAre("out", "out/.premap-files", "out/deep",
                                     "out/deep/second"));
}

TEST_F(OwnedFolder, AnEmptyFolderIsReplaced) {
  stdfs::create_directory(Out);
  ASSERT_EQ(why(checkReplaceable(Out)), "");
  ASSERT_EQ(why(putInPlace(fresh(Out), Out)), "");
  EXPECT_THAT(entries("out"),
              ElementsAre(".premap-files", "deep", "deep/result"));
}

/// A home folder may hold files by the names of results.
TEST_F(OwnedFolder, WithoutAListItIsTheUsers) {
  Work.write("out/scan.json", "{}");
  Work.write("out/letter.txt", "dear");
  EXPECT_THAT(why(checkReplaceable(Out)), HasSubstr("did not write"));
  Work.write("out/.premap-files", "letter.txt\nscan.json\n");
  EXPECT_THAT(why(checkReplaceable(Out)), HasSubstr("did not write"))
      << "the first line is not ours";
}

TEST_F(OwnedFolder, WhatAUserAddedIsNamedAndStays) {
  ASSERT_EQ(why(putInPlace(fresh(Out), Out)), "");
  Work.write("out/deep/notes.txt", "mine");
  EXPECT_THAT(why(checkReplaceable(Out)), HasSubstr("(deep/notes.txt)"));
  Work.write("out/thoughts\n.txt", "mine too");
  EXPECT_THAT(why(checkReplaceable(Out)), HasSubstr("and 1 more"));
}

/// The work takes hours: the folder may have become another one.
TEST_F(OwnedFolder, WhatAppearsDuringTheWorkStays) {
  TemporaryFolder New = fresh(Out);
  std::string Kept = New.path();
  Work.write("out/letter.txt", "dear");
  EXPECT_THAT(why(putInPlace(std::move(New), Out)),
              testing::AllOf(HasSubstr("letter.txt"), HasSubstr(Kept)));
  EXPECT_THAT(entries("out"), ElementsAre("letter.txt"));
  EXPECT_TRUE(stdfs::exists(Kept + "/deep/result"));
}

TEST_F(OwnedFolder, LinksAndFilesAreRefused) {
  Work.write("file", "x");
  EXPECT_THAT(why(checkReplaceable(Work.path("file"))),
              HasSubstr("not a folder"));
  stdfs::create_directory(Out);
  stdfs::create_directory_symlink(Out, Work.path("link"));
  std::string Path;
  EXPECT_THAT(why(makeReplaceablePath(Work.path("link/"), Path)),
              HasSubstr("is a link"));
  EXPECT_THAT(why(makeReplaceablePath("/proc", Path)),
              HasSubstr("mount point"));
  EXPECT_THAT(why(makeReplaceablePath(".", Path)), HasSubstr("current folder"));
  EXPECT_THAT(why(makeReplaceablePath("..", Path)),
              HasSubstr("current folder"));
  EXPECT_THAT(why(makeReplaceablePath("", Path)), HasSubstr("is empty"));
}

TEST_F(OwnedFolder, ASlashAtTheEndIsNothing) {
  std::string Path;
  ASSERT_EQ(why(makeReplaceablePath(Out + "///", Path)), "");
  EXPECT_EQ(Path, Out);
}

TEST_F(OwnedFolder, ALinkInAReplacedFolderIsRemovedAndNotWhatItNames) {
  Work.write("kept/file", "x");
  {
    auto Folder = llvm::cantFail(TemporaryFolder::beside(Out));
    stdfs::create_directory_symlink(Work.path("kept"), Folder.path("source"));
    llvm::cantFail(writeFileList(Folder.path()));
    ASSERT_EQ(why(putInPlace(std::move(Folder), Out)), "");
  }
  ASSERT_EQ(why(putInPlace(fresh(Out), Out)), "");
  EXPECT_THAT(entries("kept"), ElementsAre("file"));
  EXPECT_FALSE(stdfs::exists(Out + "/source"));
}

} // namespace
} // namespace premap
