#include "tool/HandlerPattern.h"

#include "tool/tree/TemporaryFolder.h"

#include "gtest/gtest.h"

#include <filesystem>

using namespace premap;

namespace {

class HandlerPatternTest : public testing::Test {
protected:
  HandlerPatternTest() {
    Folder.write("tree/Makefile", "VERSION = 7\nPATCHLEVEL = 3\n");
    Folder.write("tree/include/linux/fs.h", "");
    Folder.write("tree/drivers/char/mem.c", "");
    Folder.write("else/mem.c", "");
    Before = std::filesystem::current_path();
    Tree.emplace(llvm::cantFail(KernelTree::open(Folder.path("tree"))));
  }
  ~HandlerPatternTest() { std::filesystem::current_path(Before); }

  bool matches(const std::string &Text,
               const std::string &File = "drivers/char/mem.c",
               const std::string &Function = "mmap_mem") {
    return HandlerPattern::parse(Text, *Tree).matches(File, Function);
  }

  TemporaryFolder Folder;
  std::filesystem::path Before;
  std::optional<KernelTree> Tree;
};

} // namespace

TEST_F(HandlerPatternTest, FunctionsAreNamedWithOrWithoutTheirFile) {
  EXPECT_TRUE(matches("mmap_mem"));
  EXPECT_TRUE(matches("drivers/char/mem.c:mmap_mem"));
  EXPECT_TRUE(matches("mem.c:mmap_mem"));
  EXPECT_FALSE(matches("mmap"));
  EXPECT_FALSE(matches("drivers/char/hpet.c:mmap_mem"));
  EXPECT_FALSE(matches("drivers/char/mem.c:mmap_kmem"));
  EXPECT_TRUE(HandlerPattern::parse("mmap_mem", *Tree).isPlainFunction());
  EXPECT_FALSE(HandlerPattern::parse("mmap_*", *Tree).isPlainFunction());
  EXPECT_FALSE(
      HandlerPattern::parse("mem.c:mmap_mem", *Tree).isPlainFunction());
}

TEST_F(HandlerPatternTest, FilesAndFoldersAreAllThatIsInThem) {
  for (const char *Text : {"drivers/char/mem.c", "mem.c", "drivers/char",
                           "drivers/char/", "drivers/./char", "drivers/"})
    EXPECT_TRUE(matches(Text)) << Text;
  for (const char *Text : {"drivers/ch/", "char/", "em.c", "mem.h"})
    EXPECT_FALSE(matches(Text)) << Text;
}

TEST_F(HandlerPatternTest, GlobsMatchTheWhole) {
  for (const char *Text : {"mmap_*", "drivers/*", "drivers/*/mem.c:mmap_m[ae]m",
                           "*.c:mmap_mem", "m?m.c"})
    EXPECT_TRUE(matches(Text)) << Text;
  for (const char *Text : {"map_*", "mmap_?", "fs/*", "drivers/*:x*", "mmap_["})
    EXPECT_FALSE(matches(Text)) << Text;
}

TEST_F(HandlerPatternTest, PathsAreSeenFromHereToo) {
  EXPECT_TRUE(matches(Folder.path("tree/drivers/char/mem.c")));
  EXPECT_TRUE(matches(Folder.path("tree/drivers") + ":mmap_mem"));
  EXPECT_TRUE(matches(Folder.path("tree")));
  EXPECT_FALSE(matches(Folder.path("else/mem.c")));
  std::filesystem::current_path(Folder.path("tree/drivers"));
  for (const char *Text : {"./char/mem.c", "char/mem.c", "char", ".", "..",
                           "../drivers/char", "./char/mem.c:mmap_mem"})
    EXPECT_TRUE(matches(Text)) << Text;
  EXPECT_FALSE(matches("./mem.c"));
}
