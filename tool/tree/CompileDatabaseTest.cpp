#include "tool/tree/CompileDatabase.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace premap {
namespace {

class CompileDatabaseTest : public testing::Test {
protected:
  void SetUp() override {
    Folder.write("tree/Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
    Folder.write("tree/include/linux/fs.h", "");
    Folder.write("tree/virt/kvm/main.c", "");
    Folder.write("tree/a.c", "");
  }

  KernelTree tree() {
    return llvm::cantFail(KernelTree::open(Folder.path("tree")));
  }
  llvm::Expected<CompileDatabase> load(const std::string &Build,
                                       std::vector<std::string> Archs = {}) {
    return CompileDatabase::load(tree(), Folder.path(Build), Archs);
  }
  std::string error(const std::string &Build,
                    std::vector<std::string> Archs = {}) {
    auto Database = load(Build, Archs);
    return Database ? "" : llvm::toString(Database.takeError());
  }
  void writeArch(const std::string &Arch, std::vector<RawCommand> Commands,
                 std::map<std::string, std::string> Missing = {}) {
    Folder.write("build/" + Arch + "/compile_commands.json",
                 formatCompileCommands(Commands));
    ConfigureRecord Record;
    Record.Tree = tree().root();
    Record.Arch = Arch;
    Record.Missing = std::move(Missing);
    Folder.write("build/" + Arch + "/premap.json",
                 formatConfigureRecord(Record));
  }

  TemporaryFolder Folder;
};

TEST_F(CompileDatabaseTest, JoinsArchitecturesAndNormalisesPaths) {
  std::string Root = tree().root();
  writeArch("x86_64", {{"/b",
                        Root + "/arch/x86/kvm/../../../virt/kvm/main.c",
                        "",
                        {"clang", "-DX", "-c", Root + "/virt/kvm/main.c"}},
                       {Root, "a.c", "clang '-DA=\"b\"' -c a.c", {}}});
  writeArch("arm64", {{Root, "a.c", "clang -DARM -c a.c", {}}},
            {{"virt/kvm/main.c", "CONFIG_KVM is not set"}});
  CompileDatabase Database = llvm::cantFail(load("build"));
  EXPECT_THAT(Database.archs(), ElementsAre("arm64", "x86_64"));
  EXPECT_THAT(Database.files(), ElementsAre("a.c", "virt/kvm/main.c"));
  auto Commands = Database.commands("a.c");
  ASSERT_EQ(Commands.size(), 2u);
  EXPECT_EQ(Commands[0].Arch, "arm64");
  EXPECT_THAT(Commands[0].Arguments, Contains("-DARM"));
  EXPECT_EQ(Commands[1].Arch, "x86_64");
  EXPECT_THAT(Commands[1].Arguments, Contains("-DA=\"b\""));
  EXPECT_EQ(Commands[1].File, Root + "/a.c");
  EXPECT_EQ(Database.commands("virt/kvm/main.c").size(), 1u);
  EXPECT_THAT(Database.commands("b.c"), IsEmpty());
  EXPECT_EQ(Database.whyMissing("b.c"),
            "arm64: no compile command; x86_64: no compile command");
  EXPECT_THAT(Database.whyMissing("virt/kvm/main.c"),
              HasSubstr("arm64: CONFIG_KVM is not set"));
  EXPECT_THAT(llvm::cantFail(load("build", {"x86_64"})).archs(),
              ElementsAre("x86_64"));
}

TEST_F(CompileDatabaseTest, AUsersOwnBuild) {
  std::string Root = tree().root();
  Folder.write("own/compile_commands.json",
               formatCompileCommands(
                   {{Folder.path("own"),
                     Root + "/a.c",
                     "gcc -m64 -I" + Root + "/arch/x86/include -c -o a.o " +
                         Root + "/a.c",
                     {}},
                    {"/elsewhere", "/elsewhere/b.c", "gcc -c b.c", {}}}));
  CompileDatabase Database = llvm::cantFail(load("own"));
  EXPECT_THAT(Database.archs(), ElementsAre("x86_64"));
  EXPECT_THAT(Database.files(), ElementsAre("a.c"));
  EXPECT_THAT(Database.commands("a.c")[0].Arguments,
              Contains("--target=x86_64-linux-gnu"));
  EXPECT_THAT(error("own", {"arm64"}), HasSubstr("has no command for arm64"));
}

TEST_F(CompileDatabaseTest, SaysWhatIsMissing) {
  // The command has to be one that helps here.
  EXPECT_THAT(error("build"),
              HasSubstr("is not configured in '" + Folder.path("build") +
                        "'; run: premap configure " + tree().root() + " -p " +
                        Folder.path("build")));
  writeArch("x86_64", {});
  EXPECT_THAT(error("build", {"arm64"}),
              HasSubstr("is not configured for arm64; run: premap configure"));
  // A folder without a record is a configuration that did not end.
  Folder.write("build/arm64/compile_commands.json", "[]");
  EXPECT_THAT(llvm::cantFail(load("build")).archs(), ElementsAre("x86_64"));
}

TEST_F(CompileDatabaseTest, BrokenFilesAreNamed) {
  std::string Path = Folder.path("own/compile_commands.json");
  Folder.write("own/compile_commands.json", "[{\"directory\": \"/x\",");
  EXPECT_EQ(error("own"),
            "'" + Path + "' is not JSON: it breaks at byte 21 of 20");
  Folder.write("own/compile_commands.json", "[7e99999999]");
  EXPECT_EQ(error("own"),
            "'" + Path + "' has a number that is too large to read");
  Folder.write("own/compile_commands.json", "{}");
  EXPECT_THAT(error("own"), HasSubstr("it holds no array"));
  Folder.write("own/compile_commands.json", "[{\"directory\":\"/x\"}]");
  EXPECT_EQ(error("own"), "'" + Path + "': entry 1 has no \"file\"");
  Folder.write("own/compile_commands.json",
               "[{\"directory\":\"/x\",\"file\":\"a.c\",\"arguments\":[1]}]");
  EXPECT_THAT(error("own"), HasSubstr("entry 1 has neither"));
  Folder.write("own/compile_commands.json", "[]");
  EXPECT_THAT(error("own"), HasSubstr("has no command for a file of"));
  writeArch("x86_64", {});
  Folder.write("build/x86_64/premap.json", "{\"schema\":"
                                           "\"premap.configure/1\"}");
  EXPECT_THAT(error("build"), HasSubstr("build/x86_64/premap.json' is "
                                        "damaged"));
}

TEST_F(CompileDatabaseTest, AnotherTreesDatabaseIsRefused) {
  writeArch("x86_64", {});
  Folder.write("other/Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
  Folder.write("other/include/linux/fs.h", "");
  auto Database = CompileDatabase::load(
      llvm::cantFail(KernelTree::open(Folder.path("other"))),
      Folder.path("build"), {});
  ASSERT_FALSE(bool(Database));
  EXPECT_THAT(llvm::toString(Database.takeError()),
              HasSubstr("belongs to the tree '" + tree().root() + "'"));
}

TEST_F(CompileDatabaseTest, DefaultBuildFolder) {
  KernelTree Tree = tree();
  std::string Cache = llvm::cantFail(Tree.cacheFolder());
  EXPECT_EQ(llvm::cantFail(buildFolderOf(Tree, "")), Cache + "/build");
  EXPECT_EQ(llvm::cantFail(buildFolderOf(Tree, "/a/./b/../c")), "/a/c");
  Folder.write("tree/compile_commands.json", "[]");
  EXPECT_EQ(llvm::cantFail(buildFolderOf(Tree, "")), Cache + "/build");
}

/// It may be a stranger's: it is offered, not used.
TEST_F(CompileDatabaseTest, ADatabaseInTheTreeIsOffered) {
  Folder.write("tree/compile_commands.json", "[]");
  auto Database = CompileDatabase::load(tree(), Folder.path("build"), {});
  ASSERT_FALSE(bool(Database));
  EXPECT_THAT(llvm::toString(Database.takeError()),
              HasSubstr("lies in the tree: -p " + tree().root()));
}

/// It is used as it is, and not without a word.
TEST_F(CompileDatabaseTest, AnOwnBuildOfAnotherVersionIsSaid) {
  Folder.write(
      "own/compile_commands.json",
      formatCompileCommands({{tree().root(), "a.c", "clang -c a.c", {}}}));
  EXPECT_THAT(llvm::cantFail(load("own")).staleness(), IsEmpty());
  for (const char *Same : {"6.12\n", "6.12-rc1-local\n"}) {
    Folder.write("own/include/config/kernel.release", Same);
    EXPECT_THAT(llvm::cantFail(load("own")).staleness(), IsEmpty()) << Same;
  }
  for (const char *Other : {"6.13.0\n", "6.12.1\n", "6.122\n"}) {
    Folder.write("own/include/config/kernel.release", Other);
    EXPECT_THAT(llvm::cantFail(load("own")).staleness(),
                ElementsAre(HasSubstr("the tree is 6.12; build it anew")))
        << Other;
  }
  Folder.write("own/include/config/kernel.release", "6.12\n");
  Folder.write("own/.config", "");
  EXPECT_THAT(llvm::cantFail(load("own")).staleness(),
              ElementsAre(HasSubstr("/.config' is empty")));
}

} // namespace
} // namespace premap
