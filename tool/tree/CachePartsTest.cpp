#include "tool/tree/CacheParts.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <filesystem>

namespace premap {
namespace {

namespace fs = std::filesystem;

TEST(CacheParts, AreToldApart) {
  TemporaryFolder Work;
  Work.write("trees/a-1/x86_64/commands.json", "12345");
  Work.write("trees/b-2/notes", "1");
  Work.write("results/results.sqlite", "123");
  Work.write("linux-source-7.3/Makefile", "12");
  Work.write("thesis.tex", "1234");
  Work.write(".linux-source.lock", "");
  auto Parts = llvm::cantFail(cacheParts(Work.path()));
  std::vector<std::tuple<std::string, CachePart::Kind, uint64_t>> Found;
  for (const CachePart &Part : Parts)
    Found.emplace_back(Part.Path, Part.What, Part.Bytes);
  EXPECT_THAT(Found,
              testing::ElementsAre(
                  std::tuple("linux-source-7.3", CachePart::Kind::Kernel, 2u),
                  std::tuple("results", CachePart::Kind::Results, 3u),
                  std::tuple("thesis.tex", CachePart::Kind::Other, 4u),
                  std::tuple("trees/a-1", CachePart::Kind::Tree, 5u),
                  std::tuple("trees/b-2", CachePart::Kind::Tree, 1u)));
}

TEST(CacheParts, AFolderThatIsNotThereIsEmpty) {
  TemporaryFolder Work;
  EXPECT_TRUE(llvm::cantFail(cacheParts(Work.path("gone"))).empty());
}

TEST(CacheParts, LinksAreNotFollowed) {
  TemporaryFolder Work;
  Work.write("elsewhere/precious", "1234567");
  Work.write("cache/trees/a-1/file", "1");
  fs::create_directory_symlink(Work.path("elsewhere"),
                               Work.path("cache/trees/link"));
  fs::create_directory_symlink(Work.path("elsewhere"),
                               Work.path("cache/results"));
  const std::string Root = Work.path("cache");
  for (const CachePart &Part : llvm::cantFail(cacheParts(Root))) {
    EXPECT_LE(Part.Bytes, 1u) << Part.Path;
    llvm::cantFail(removePart(Root, Part));
  }
  EXPECT_TRUE(fs::exists(Work.path("elsewhere/precious")));
  EXPECT_FALSE(fs::exists(fs::symlink_status(Root + "/trees/link")));
  EXPECT_FALSE(fs::exists(Root + "/trees/a-1"));
}

TEST(CacheParts, TreesThatAreALinkAreSomebodyElses) {
  TemporaryFolder Work;
  Work.write("elsewhere/a-1/precious", "1");
  fs::create_directory(Work.path("cache"));
  fs::create_directory_symlink(Work.path("elsewhere"),
                               Work.path("cache/trees"));
  auto Parts = llvm::cantFail(cacheParts(Work.path("cache")));
  ASSERT_EQ(Parts.size(), 1u);
  EXPECT_EQ(Parts[0].What, CachePart::Kind::Other);
}

} // namespace
} // namespace premap
