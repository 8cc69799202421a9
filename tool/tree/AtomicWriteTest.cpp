// A file is written whole or not at all.
#include "tool/tree/AtomicWrite.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace fs = std::filesystem;

namespace {
class AtomicWrite : public testing::Test {
protected:
  void SetUp() override {
    Folder = fs::temp_directory_path() /
             ("premap-atomic-" + std::to_string(::getpid()));
    fs::create_directories(Folder);
  }
  void TearDown() override { fs::remove_all(Folder); }

  static std::string read(const fs::path &Path) {
    std::ifstream In(Path, std::ios::binary);
    std::stringstream Text;
    Text << In.rdbuf();
    return Text.str();
  }

  fs::path Folder;
};
} // namespace

TEST_F(AtomicWrite, ReplacesAndKeepsTheMode) {
  fs::path File = Folder / "f";
  std::ofstream(File) << "old";
  fs::permissions(File, fs::perms::owner_all);
  llvm::Error E = premap::writeFileAtomically(File.string(), "new\n");
  ASSERT_FALSE(E) << llvm::toString(std::move(E));
  EXPECT_EQ(read(File), "new\n");
  EXPECT_EQ(fs::status(File).permissions(), fs::perms::owner_all);
}

TEST_F(AtomicWrite, AMissingFolderIsNamed) {
  fs::path File = Folder / "no" / "f";
  llvm::Error E = premap::writeFileAtomically(File.string(), "x");
  ASSERT_TRUE(bool(E));
  std::string Message = llvm::toString(std::move(E));
  EXPECT_NE(Message.find(File.string()), std::string::npos) << Message;
}

TEST_F(AtomicWrite, AFailedRenameLeavesTheTargetAndNoTemporary) {
  // A folder that is not empty cannot be replaced by a file.
  fs::path Target = Folder / "taken";
  fs::create_directories(Target / "inside");
  llvm::Error E = premap::writeFileAtomically(Target.string(), "x");
  ASSERT_TRUE(bool(E));
  llvm::consumeError(std::move(E));
  EXPECT_TRUE(fs::exists(Target / "inside"));
  EXPECT_EQ(
      std::distance(fs::directory_iterator(Folder), fs::directory_iterator()),
      1);
}
