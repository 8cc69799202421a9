#include "tool/tree/TemporaryFolder.h"

#include "llvm/Support/FileSystem.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>

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

} // namespace
} // namespace premap
