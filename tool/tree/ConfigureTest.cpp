#include "tool/tree/Configure.h"

#include "tool/tree/AtomicWrite.h"
#include "tool/tree/Requirements.h"
#include "tool/tree/Sandbox.h"
#include "tool/tree/TemporaryFolder.h"

#include "clang/Frontend/CompilerInstance.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
namespace fs = std::filesystem;

namespace premap {
namespace {

/// Configures a copy of the sample tree, which must come out unchanged.
class ConfigureTest : public testing::Test {
protected:
  ConfigureTest() {
    fs::copy(PREMAP_TESTDATA "/tree", Root, fs::copy_options::recursive);
  }

  KernelTree tree() { return llvm::cantFail(KernelTree::open(Root)); }

  llvm::Expected<ConfigureResult> configure(const std::string &Arch,
                                            ConfigureOptions Options = {}) {
    KernelTree Tree = tree();
    return configureArch(Tree, Build, Arch, commandCandidates(Tree, 2),
                         Options);
  }
  std::string error(const std::string &Arch, ConfigureOptions Options = {}) {
    auto Result = configure(Arch, Options);
    return Result ? "" : llvm::toString(Result.takeError());
  }
  CompileDatabase database() {
    return llvm::cantFail(CompileDatabase::load(tree(), Build, {}));
  }
  static std::vector<std::string> list(const std::string &Folder) {
    std::set<std::string> Names;
    if (fs::exists(Folder))
      for (const auto &Entry : fs::recursive_directory_iterator(Folder))
        Names.insert(Entry.path().string());
    return {Names.begin(), Names.end()};
  }
  static std::string read(const std::string &Path) {
    std::ifstream In(Path);
    return std::string(std::istreambuf_iterator<char>(In), {});
  }

  TemporaryFolder Folder;
  std::string Root = Folder.path("tree"), Build = Folder.path("build");
};

TEST_F(ConfigureTest, CommandsForWhatTheArchitectureBuilds) {
  std::vector<std::string> Before = list(Root);
  ConfigureResult Result = llvm::cantFail(configure("x86_64"));
  EXPECT_EQ(list(Root), Before);
  EXPECT_FALSE(Result.Reused);
  EXPECT_THAT(Result.Notes, IsEmpty());

  CompileDatabase Database = database();
  EXPECT_THAT(Database.archs(), ElementsAre("x86_64"));
  for (const char *Path :
       {"drivers/char/ledram.c", "drivers/char/split/core.c",
        "arch/x86/kernel/pseudo_lock.c", "fs/plainfs/file.c"})
    EXPECT_EQ(Database.commands(Path).size(), 1u) << Path;
  // The table is in core.c, the handler in map.c: a scan needs both.
  EXPECT_EQ(Database.commands("drivers/char/split/map.c").size(), 1u);
  EXPECT_EQ(Result.Commands, Database.files().size());

  EXPECT_EQ(Result.Missing["arch/powerpc/kernel/cell.c"],
            "of another architecture, powerpc");
  EXPECT_EQ(Result.Missing["drivers/char/legacybus.c"],
            "CONFIG_LEGACY_BUS is not set");
  EXPECT_EQ(Database.whyMissing("drivers/char/legacybus.c"),
            "x86_64: CONFIG_LEGACY_BUS is not set");
}

TEST_F(ConfigureTest, TheCommandsParse) {
  llvm::cantFail(configure("x86_64"));
  std::vector<CompileCommand> Commands =
      database().commands("drivers/char/ledram.c");
  ASSERT_EQ(Commands.size(), 1u);
  bool HasAst = false;
  ParseOutcome Outcome = parseUnit(
      Commands[0], {}, [&](clang::CompilerInstance &) { HasAst = true; });
  EXPECT_TRUE(HasAst);
  EXPECT_FALSE(Outcome.HasErrors);
}

TEST_F(ConfigureTest, ArchitecturesSideBySide) {
  llvm::cantFail(configure("x86_64"));
  ConfigureResult Result = llvm::cantFail(configure("powerpc"));
  EXPECT_EQ(Result.Missing["arch/x86/kernel/pseudo_lock.c"],
            "of another architecture, x86");
  CompileDatabase Database = database();
  EXPECT_THAT(Database.archs(), ElementsAre("powerpc", "x86_64"));
  EXPECT_EQ(Database.commands("drivers/char/ledram.c").size(), 2u);
  ASSERT_EQ(Database.commands("arch/powerpc/kernel/cell.c").size(), 1u);
  EXPECT_EQ(Database.commands("arch/powerpc/kernel/cell.c")[0].Arch, "powerpc");
}

TEST_F(ConfigureTest, ASecondRunReusesTheFirst) {
  llvm::cantFail(configure("x86_64"));
  std::string First = read(Build + "/x86_64/compile_commands.json");
  EXPECT_TRUE(llvm::cantFail(configure("x86_64")).Reused);
  EXPECT_EQ(read(Build + "/x86_64/compile_commands.json"), First);
  ConfigureOptions Again;
  Again.Again = true;
  EXPECT_FALSE(llvm::cantFail(configure("x86_64", Again)).Reused);
  EXPECT_EQ(read(Build + "/x86_64/compile_commands.json"), First);
  // The temporary folder of no run is left.
  EXPECT_EQ(std::distance(fs::directory_iterator(Build), {}), 1);
}

TEST_F(ConfigureTest, TwoRunsAtOnceDoNotMeet) {
  llvm::cantFail(configure("x86_64"));
  std::string First = read(Build + "/x86_64/compile_commands.json");
  std::vector<pid_t> Children;
  for (unsigned I = 0; I != 4; ++I) {
    pid_t Child = ::fork();
    ASSERT_GE(Child, 0);
    if (Child == 0) {
      auto Result = configure("x86_64");
      bool Fine = bool(Result);
      llvm::consumeError(Result.takeError());
      ::_exit(Fine ? 0 : 1);
    }
    Children.push_back(Child);
  }
  for (pid_t Child : Children) {
    int Status = 0;
    ASSERT_EQ(::waitpid(Child, &Status, 0), Child);
    EXPECT_EQ(Status, 0);
  }
  EXPECT_EQ(read(Build + "/x86_64/compile_commands.json"), First);
}

TEST_F(ConfigureTest, AllFiles) {
  ConfigureOptions Options;
  Options.All = true;
  llvm::cantFail(configure("x86_64", Options));
  // No handler in it: only a full dry run names it.
  EXPECT_EQ(database().commands("init/version.c").size(), 1u);
  llvm::cantFail(configure("x86_64"));
  EXPECT_THAT(database().commands("init/version.c"), IsEmpty());
}

TEST_F(ConfigureTest, AConfigurationOfOnesOwn) {
  Folder.write("own.config", "# CONFIG_SAMPLE_CHAR is not set\n"
                             "CONFIG_SAMPLE_FS=m\n");
  ConfigureOptions Options;
  Options.ConfigFile = Folder.path("own.config");
  ConfigureResult Result = llvm::cantFail(configure("x86_64", Options));
  EXPECT_EQ(Result.Missing["drivers/char/ledram.c"],
            "CONFIG_SAMPLE_CHAR is not set");
  EXPECT_EQ(database().commands("fs/plainfs/file.c").size(), 1u);
  // Another configuration is not reused.
  EXPECT_FALSE(llvm::cantFail(configure("x86_64")).Reused);
  EXPECT_EQ(database().commands("drivers/char/ledram.c").size(), 1u);
}

TEST_F(ConfigureTest, UnknownArchitecture) {
  EXPECT_EQ(error("vax"), "'" + tree().root() +
                              "' has no architecture 'vax' (there is no folder "
                              "arch/vax)");
  EXPECT_THAT(error("../arch"), HasSubstr("has no architecture"));
  EXPECT_THAT(list(Build), IsEmpty());
}

TEST_F(ConfigureTest, AnArchitectureThatClangCannotDo) {
  Folder.write("tree/scripts/Makefile.clang",
               "CLANG_TARGET_FLAGS_x86 := x86_64-linux-gnu\n");
  EXPECT_THAT(error("powerpc"), HasSubstr("scripts/Makefile.clang names no "
                                          "target for it"));
  EXPECT_EQ(error("x86_64"), "");
}

TEST_F(ConfigureTest, ATreeThatWasBuiltInPlace) {
  Folder.write("tree/.config", "");
  EXPECT_THAT(error("x86_64"), HasSubstr("was built in place (it has .config"));
  EXPECT_THAT(error("x86_64"), HasSubstr("mrproper"));
}

TEST_F(ConfigureTest, ABuildFolderOfTheUsers) {
  Folder.write("build/.config", "CONFIG_MINE=y\n");
  EXPECT_THAT(error("x86_64"), HasSubstr("is a build folder of your own"));
  EXPECT_THAT(list(Build), ElementsAre(Build + "/.config"));
}

TEST_F(ConfigureTest, AFailureLeavesTheOldResultAlone) {
  llvm::cantFail(configure("x86_64"));
  std::vector<std::string> Before = list(Build);
  std::string Makefile = read(Root + "/Makefile");
  Folder.write("tree/Makefile", Makefile + "\n$(error no wheel found)\n");
  ConfigureOptions Again;
  Again.Again = true;
  EXPECT_THAT(error("x86_64", Again),
              testing::AllOf(HasSubstr("Kbuild's allmodconfig for x86_64 "
                                       "failed"),
                             HasSubstr("no wheel found")));
  EXPECT_EQ(list(Build), Before);
  EXPECT_EQ(database().commands("drivers/char/ledram.c").size(), 1u);
}

TEST_F(ConfigureTest, MissingToolsComeWithTheCommandThatInstallsThem) {
  std::string Path = std::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  std::string Message = error("x86_64");
  ::setenv("PATH", Path.c_str(), 1);
  EXPECT_THAT(Message, HasSubstr("Kbuild needs make, clang-22"));
  EXPECT_THAT(Message, HasSubstr("run: apt-get install bc bison clang-22"));
}

/// The tree and its database are those that test.sh prepares.
class ConfigureRealTree : public testing::Test {
protected:
  void SetUp() override {
    const char *Root = std::getenv("PREMAP_LINUX_TREE");
    ASSERT_TRUE(Root) << "set PREMAP_LINUX_TREE; test.sh does";
    Tree.emplace(llvm::cantFail(KernelTree::open(Root)));
    Database.emplace(llvm::cantFail(CompileDatabase::load(
        *Tree, llvm::cantFail(buildFolderOf(*Tree, "")), {"x86_64"})));
  }
  size_t commands(const char *Path) { return Database->commands(Path).size(); }

  std::optional<KernelTree> Tree;
  std::optional<CompileDatabase> Database;
};

TEST_F(ConfigureRealTree, EveryCandidateHasACommandOrAReason) {
  unsigned Compiled = 0;
  for (const std::string &Path : commandCandidates(*Tree, 2)) {
    bool HasCommand = commands(Path.c_str()) != 0;
    Compiled += HasCommand;
    EXPECT_NE(HasCommand,
              Database->whyMissing(Path) != "x86_64: no compile command")
        << Path;
  }
  EXPECT_GT(Compiled, 500u);
}

TEST_F(ConfigureRealTree, FilesThatOtherFoldersBuild) {
  EXPECT_EQ(commands("virt/kvm/kvm_main.c"), 1u);
  EXPECT_EQ(commands("drivers/gpu/drm/amd/amdkfd/kfd_chardev.c"), 1u);
}

/// These headers are written by programs that Kbuild builds on the way.
TEST_F(ConfigureRealTree, HeadersThatOneFolderGenerates) {
  for (const char *Path :
       {"security/selinux/selinuxfs.c", "drivers/gpu/drm/xe/xe_device.c"}) {
    std::vector<CompileCommand> Commands = Database->commands(Path);
    ASSERT_EQ(Commands.size(), 1u) << Path;
    ParseOutcome Outcome =
        parseUnit(Commands[0], {}, [](clang::CompilerInstance &) {});
    EXPECT_FALSE(Outcome.HasErrors) << Path;
    EXPECT_FALSE(fs::exists(Commands[0].Directory + "/" +
                            llvm::StringRef(Path).drop_back(1).str() + "o"))
        << "the kernel's code was compiled";
  }
}

/// Read in the Makefiles and Kconfig files of 6.12 and 7.3.
TEST_F(ConfigureRealTree, ReasonsOfWhatX86DoesNotBuild) {
  EXPECT_EQ(Database->whyMissing("drivers/char/bsr.c"),
            "x86_64: CONFIG_IBM_BSR cannot be set here (depends on "
            "PPC_PSERIES)");
  EXPECT_EQ(Database->whyMissing("arch/powerpc/platforms/powernv/opal-prd.c"),
            "x86_64: of another architecture, powerpc");
  EXPECT_EQ(commands("fs/ramfs/file-nommu.c"), 0u);
}

TEST(Requirements, InstallCommandNamesEachPackageOnce) {
  EXPECT_EQ(installCommand({{"b", "pkg-b", ""},
                            {"c.h", "pkg-a", "", true},
                            {"d.h", "pkg-b", "", true}}),
            "apt-get install pkg-a pkg-b");
  EXPECT_THAT(missingOf({{"sh", "dash", ""},
                         {"no-such-program", "x", ""},
                         {"stdio.h", "libc6-dev", "", true},
                         {"no/such.h", "y", "", true}})
                  .size(),
              2u);
}

/// Sets a variable of the environment as long as it lives.
class Variable {
public:
  Variable(const char *Name, const std::string &Value) : Name(Name) {
    ::setenv(Name, Value.c_str(), 1);
  }
  ~Variable() { ::unsetenv(Name); }

private:
  const char *Name;
};

/// The makefiles are a stranger's.
TEST_F(ConfigureTest, MakefilesSeeNothingOfTheEnvironmentThatTheyDoNotNeed) {
  std::ofstream(Root + "/Makefile", std::ios::app)
      << "$(shell env > " << Folder.path("seen") << ")\n";
  Variable Secret("PREMAP_TEST_TOKEN", "hunter2"), Flags("MAKEFLAGS", "-n"),
      Cross("CROSS_COMPILE", "none-");
  llvm::cantFail(configure("x86_64"));
  std::string Seen = read(Folder.path("seen"));
  EXPECT_THAT(Seen, HasSubstr("PATH="));
  EXPECT_THAT(Seen, HasSubstr("LC_ALL=C"));
  EXPECT_THAT(Seen, Not(HasSubstr("hunter2")));
  EXPECT_THAT(Seen, Not(HasSubstr("CROSS_COMPILE")));
}

/// What stands in for programs of a home folder finds nothing in the sandbox.
TEST_F(ConfigureTest, InTheSandboxTheSystemsProgramsComeFirst) {
  const std::string Shims = Folder.path("shims");
  fs::create_directory(Shims);
  const std::string Old = std::getenv("PATH");
  ::setenv("PATH", (Shims + ":/usr/bin:/no/such/place").c_str(), 1);
  std::vector<std::string> Words = sandboxWords("/usr", "/usr");
  ::setenv("PATH", Old.c_str(), 1);
  auto At = std::find(Words.begin(), Words.end(), "PATH");
  ASSERT_NE(At, Words.end());
  EXPECT_EQ(*(At + 1), "/usr/bin:/no/such/place:" + Shims);
}

TEST_F(ConfigureTest, InTheSandboxNothingElseIsWritten) {
  if (llvm::Error E = checkSandbox())
    GTEST_SKIP() << llvm::toString(std::move(E));
  const std::string Trace = Folder.path("escaped");
  std::ofstream(Root + "/Makefile", std::ios::app)
      << "$(shell touch " << Trace << " " << Root << "/escaped)\n";
  ConfigureOptions Options;
  Options.Sandboxed = true;
  ConfigureResult Result = llvm::cantFail(configure("x86_64", Options));
  EXPECT_GT(Result.Commands, 10u);
  EXPECT_FALSE(fs::exists(Trace));
  EXPECT_FALSE(fs::exists(Root + "/escaped"));
  Options.Sandboxed = false;
  Options.Again = true;
  llvm::cantFail(configure("x86_64", Options));
  EXPECT_TRUE(fs::exists(Trace)) << "the makefile does what it should";
}

TEST_F(ConfigureTest, NamesThatMeanSomethingToMake) {
  for (const char *Name : {"a%b", "100%%d", "a#b", "a,b=c"}) {
    Root = Folder.path(Name);
    fs::copy(PREMAP_TESTDATA "/tree", Root, fs::copy_options::recursive);
    Build = Root + ".build";
    EXPECT_EQ(error("x86_64"), "") << Name;
    EXPECT_EQ(database().commands("drivers/char/ledram.c").size(), 1u) << Name;
  }
  for (const char *Name : {"a b", "a'b", "a\"b", "a\\b", "a\nb", "a$b"}) {
    Root = Folder.path(Name);
    fs::copy(PREMAP_TESTDATA "/tree", Root, fs::copy_options::recursive);
    EXPECT_THAT(error("x86_64"), HasSubstr("rename the folder")) << Name;
    Root = Folder.path("tree");
    Build = Folder.path(Name) + "/build";
    EXPECT_THAT(error("x86_64"), HasSubstr("another build folder")) << Name;
  }
}

TEST_F(ConfigureTest, ChangedMakefilesAndOptionsAreConfiguredAnew) {
  llvm::cantFail(configure("x86_64"));
  EXPECT_THAT(database().staleness(), IsEmpty());
  for (const char *Changed : {"/drivers/char/Makefile", "/Kconfig"}) {
    std::ofstream(Root + Changed, std::ios::app) << "# changed\n";
    EXPECT_THAT(database().staleness(),
                ElementsAre(HasSubstr("Makefiles or Kconfig files changed")))
        << Changed;
    EXPECT_FALSE(llvm::cantFail(configure("x86_64")).Reused) << Changed;
    EXPECT_THAT(database().staleness(), IsEmpty()) << Changed;
  }
  fs::create_directories(Root + "/drivers/new");
  std::ofstream(Root + "/drivers/new/Makefile") << "obj-y :=\n";
  EXPECT_FALSE(llvm::cantFail(configure("x86_64")).Reused) << "a new one";
  EXPECT_TRUE(llvm::cantFail(configure("x86_64")).Reused);
}

TEST_F(ConfigureTest, AnotherConfigurationOrVersionIsNoLongerUsed) {
  auto whyNot = [&] {
    auto Database = CompileDatabase::load(tree(), Build, {});
    return Database ? "" : llvm::toString(Database.takeError());
  };
  llvm::cantFail(configure("x86_64"));
  EXPECT_EQ(whyNot(), "");
  std::ofstream(Build + "/x86_64/.config") << "";
  EXPECT_THAT(whyNot(), HasSubstr("/.config' is not what configure made"));
  EXPECT_FALSE(llvm::cantFail(configure("x86_64")).Reused);
  EXPECT_EQ(whyNot(), "");

  std::string Makefile = read(Root + "/Makefile");
  Makefile.replace(Makefile.find("SUBLEVEL = 0"), 12, "SUBLEVEL = 1");
  std::ofstream(Root + "/Makefile") << Makefile;
  EXPECT_THAT(whyNot(), HasSubstr("configured for Linux 6.12.0, and the tree "
                                  "is 6.12.1 by now; run: premap configure"));
  EXPECT_FALSE(llvm::cantFail(configure("x86_64")).Reused);
  EXPECT_EQ(whyNot(), "");
}

} // namespace
} // namespace premap
