#include "guard/GuardedFiles.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace premap;

namespace {

class GuardedFilesTest : public testing::Test {
protected:
  void SetUp() override {
    std::string Name = fs::temp_directory_path() / "premap-guard-XXXXXX";
    Root = ::mkdtemp(Name.data());
    write("tree/a.h", "int a;");
    write("tree-2/b.h", "int b;");
    write("secret", "hunter2");
    fs::create_symlink(path("tree"), path("link"));
  }
  void TearDown() override { fs::remove_all(Root); }

  std::string path(const std::string &Name) const { return Root + "/" + Name; }
  void write(const std::string &Name, const std::string &Text) {
    fs::create_directories(fs::path(path(Name)).parent_path());
    std::ofstream(path(Name)) << Text;
  }

  /// Whether \p Name is there for \p Files, asked in every way.
  bool opens(GuardedFiles &Files, const std::string &Name) {
    auto Buffer = Files.getBufferForFile(Name);
    EXPECT_EQ(bool(Buffer), Files.exists(Name)) << Name;
    EXPECT_EQ(bool(Buffer), bool(Files.status(Name))) << Name;
    llvm::SmallString<64> Real;
    if (Buffer) {
      EXPECT_FALSE(Files.getRealPath(Name, Real)) << Name;
    }
    return bool(Buffer);
  }

  std::string Root;
};

} // namespace

TEST_F(GuardedFilesTest, FilesOfTheFoldersAreThere) {
  GuardedFiles Files({path("tree")});
  EXPECT_TRUE(opens(Files, path("tree/a.h")));
  EXPECT_TRUE(opens(Files, path("tree/../tree/a.h")));
  EXPECT_TRUE(opens(Files, path("link/a.h")));
  ASSERT_FALSE(Files.setCurrentWorkingDirectory(path("tree")));
  EXPECT_TRUE(opens(Files, "a.h"));
  EXPECT_FALSE(opens(Files, path("tree/none.h")));
}

TEST_F(GuardedFilesTest, ATreeMayBeReachedThroughALink) {
  GuardedFiles Files({path("link")});
  EXPECT_TRUE(opens(Files, path("link/a.h")));
  EXPECT_TRUE(opens(Files, path("tree/a.h")));
  EXPECT_FALSE(opens(Files, path("secret")));
}

TEST_F(GuardedFilesTest, AllElseIsNotThere) {
  GuardedFiles Files({path("tree")});
  EXPECT_FALSE(opens(Files, path("secret")));
  EXPECT_FALSE(opens(Files, path("tree/../secret")));
  EXPECT_FALSE(opens(Files, path("tree-2/b.h")));
  EXPECT_FALSE(opens(Files, "/etc/passwd"));
  ASSERT_FALSE(Files.setCurrentWorkingDirectory(path("tree")));
  EXPECT_FALSE(opens(Files, "../secret"));
  ASSERT_FALSE(Files.setCurrentWorkingDirectory(Root));
  EXPECT_TRUE(Files.status("."));
  EXPECT_FALSE(opens(Files, "secret"));
  EXPECT_FALSE(opens(Files, "./secret"));
  std::error_code EC;
  EXPECT_EQ(Files.dir_begin(path("tree-2"), EC),
            llvm::vfs::directory_iterator());
  EXPECT_TRUE(EC);
}

TEST_F(GuardedFilesTest, LinksOutOfTheFoldersLeadNowhere) {
  fs::create_symlink(path("secret"), path("tree/out.h"));
  fs::create_directory_symlink(path("tree-2"), path("tree/sub"));
  fs::create_symlink(path("tree/a.h"), path("tree/in.h"));
  GuardedFiles Files({path("tree")});
  EXPECT_FALSE(opens(Files, path("tree/out.h")));
  EXPECT_FALSE(opens(Files, path("tree/sub/b.h")));
  EXPECT_TRUE(opens(Files, path("tree/in.h")));
}

TEST_F(GuardedFilesTest, WhatIsNoFileIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo(path("tree/fifo.h").c_str(), 0600), 0);
  GuardedFiles Files({path("tree"), "/dev"});
  EXPECT_FALSE(opens(Files, path("tree/fifo.h")));
  EXPECT_FALSE(opens(Files, "/dev/zero"));
}

TEST_F(GuardedFilesTest, ARefusedFileIsNamed) {
  GuardedFiles Files({path("tree")});
  std::string Missing = "'../secret' file not found";
  EXPECT_EQ(Files.explain(Missing), Missing);
  EXPECT_FALSE(opens(Files, path("tree/../secret")));
  std::string Why = "it is outside of the tree, the build folder and the "
                    "compiler's headers";
  EXPECT_EQ(Files.explain(Missing), "'../secret' is not read: " + Why);
  std::string Other = "'other.h' file not found";
  EXPECT_EQ(Files.explain(Other), Other);
  std::string Folder = "'" + path("tree-2/b.h") + "' file not found";
  EXPECT_EQ(Files.explain(Folder), Folder);
  EXPECT_FALSE(Files.exists(path("tree-2")));
  EXPECT_EQ(Files.explain(Folder),
            "'" + path("tree-2/b.h") + "' is not read: " + Why);
  std::string NoFile = "use of undeclared identifier 'secret'";
  EXPECT_EQ(Files.explain(NoFile), NoFile);
}

TEST_F(GuardedFilesTest, RegularFilesAreReadWhole) {
  auto Text = readRegularFile(path("tree/a.h"));
  ASSERT_TRUE(bool(Text));
  EXPECT_EQ(*Text, "int a;");
  EXPECT_EQ(*readRegularFile(path("link/a.h"), path("link")), "int a;");
  EXPECT_EQ(readRegularFile(path("secret"), path("tree")).getError(),
            std::errc::operation_not_permitted);
  EXPECT_EQ(readRegularFile(path("tree/none")).getError(),
            std::errc::no_such_file_or_directory);
  EXPECT_EQ(readRegularFile(path("tree")).getError(),
            std::errc::is_a_directory);
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  EXPECT_EQ(readRegularFile(path("fifo")).getError(),
            std::errc::invalid_argument);
}
