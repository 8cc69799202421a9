// A file is written whole or not at all.
#include "tool/tree/AtomicWrite.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "gtest/gtest.h"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
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

TEST_F(AtomicWrite, TheUmaskIsObeyed) {
  mode_t Before = ::umask(077);
  llvm::Error E = premap::writeFileAtomically((Folder / "f").string(), "x");
  ::umask(Before);
  ASSERT_FALSE(E) << llvm::toString(std::move(E));
  EXPECT_EQ(fs::status(Folder / "f").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(AtomicWrite, ALinkStaysALink) {
  std::ofstream(Folder / "real") << "old";
  fs::create_symlink("real", Folder / "link");
  fs::create_symlink("new", Folder / "dangling");
  for (const char *Name : {"link", "dangling"}) {
    llvm::Error E = premap::writeFileAtomically((Folder / Name).string(), "x");
    ASSERT_FALSE(E) << llvm::toString(std::move(E));
    EXPECT_TRUE(fs::is_symlink(Folder / Name)) << Name;
  }
  EXPECT_EQ(read(Folder / "real"), "x");
  EXPECT_EQ(read(Folder / "new"), "x");
}

TEST_F(AtomicWrite, AFifoIsWrittenTo) {
  std::string Fifo = (Folder / "fifo").string();
  ASSERT_EQ(::mkfifo(Fifo.c_str(), 0600), 0);
  llvm::Error Unread = premap::writeFileAtomically(Fifo, "x");
  EXPECT_TRUE(bool(Unread)) << "nobody reads it";
  llvm::consumeError(std::move(Unread));
  int Reader = ::open(Fifo.c_str(), O_RDONLY | O_NONBLOCK);
  llvm::Error E = premap::writeFileAtomically(Fifo, "text");
  ASSERT_FALSE(E) << llvm::toString(std::move(E));
  char Buffer[8] = {};
  EXPECT_EQ(::read(Reader, Buffer, sizeof(Buffer)), 4);
  ::close(Reader);
  EXPECT_TRUE(fs::is_fifo(Fifo));
}

TEST_F(AtomicWrite, ADeviceStays) {
  llvm::Error E = premap::writeFileAtomically("/dev/null", "x");
  ASSERT_FALSE(E) << llvm::toString(std::move(E));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

/// Names that mean something to those who make names.
TEST_F(AtomicWrite, AnyNameIsANameOnly) {
  for (const std::string &Name :
       {std::string("%%%%"), std::string(255, 'n'), std::string("a'\"\n\\b")}) {
    fs::create_directories(Folder / "%d%s");
    std::string File = (Folder / "%d%s" / Name).string();
    llvm::Error E = premap::writeFileAtomically(File, "x");
    ASSERT_FALSE(E) << llvm::toString(std::move(E));
    EXPECT_EQ(read(File), "x");
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(Folder / "%d%s"),
                          fs::directory_iterator()),
            3);
}

/// By its name alone a file is not ours: the name has to say what is in it.
TEST_F(AtomicWrite, OnlyWhatAKilledProcessLeftIsRemoved) {
  // BLAKE3 of "left", 16 bytes of it.
  llvm::StringRef Left("left");
  auto Hash = llvm::BLAKE3::hash<16>(llvm::ArrayRef(
      reinterpret_cast<const uint8_t *>(Left.data()), Left.size()));
  std::string Name = ".premap-" + llvm::toHex(Hash, /*LowerCase=*/true);
  std::ofstream(Folder / Name) << "left";
  std::ofstream(Folder / ".premap-letter") << "dear";
  std::string Other = ".premap-" + std::string(32, 'a');
  std::ofstream(Folder / Other) << "dear";
  llvm::Error E = premap::writeFileAtomically((Folder / "f").string(), "x");
  ASSERT_FALSE(E) << llvm::toString(std::move(E));
  EXPECT_FALSE(fs::exists(Folder / Name));
  EXPECT_TRUE(fs::exists(Folder / ".premap-letter"));
  EXPECT_TRUE(fs::exists(Folder / Other));
}
