#include "tool/tree/DryRun.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using testing::Contains;
using testing::ElementsAre;

namespace premap {
namespace {

class DryRunTest : public testing::Test {
protected:
  void SetUp() override {
    Folder.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
    Folder.write("include/linux/fs.h", "");
    for (const char *Name :
         {"virt/kvm/main.c", "drivers/a.c", "drivers/b.c", "arch/x86/kvm/x.c"})
      Folder.write(Name, "");
  }
  std::map<std::string, DryRunCommand> parse(std::string Output) {
    std::string Root = Folder.path();
    for (size_t At; (At = Output.find("@")) != std::string::npos;)
      Output.replace(At, 1, Root);
    return parseDryRun(Output, "/out", llvm::cantFail(KernelTree::open(Root)));
  }
  TemporaryFolder Folder;
};

TEST_F(DryRunTest, TakesTheCommandThatWouldRun) {
  auto Commands = parse(
      "make[1]: Entering directory '/out/x'\n"
      "set -e; echo '# PREMAP built drivers/a.o'; echo '  clang-22 -DQUOTED -c "
      "-o drivers/a.o @/drivers/a.c ';   trap 'rm drivers/a.o; kill -s HUP $$' "
      "HUP; clang-22 -Wp,-MMD,drivers/.a.o.d -I./include -DN='\"a\"' -c \\\n"
      "  -o drivers/a.o @/drivers/a.c ; scripts/basic/fixdep drivers/.a.o.d "
      "drivers/a.o 'clang-22 -DFIXDEP -c -o drivers/a.o @/drivers/a.c' > x\n"
      "make[1]: Leaving directory '/out/x'\n"
      "ccache gcc -c -o b.o @/drivers/b.c\n");
  ASSERT_EQ(Commands.size(), 2u);
  const DryRunCommand &A = Commands["drivers/a.c"];
  EXPECT_TRUE(A.Configured);
  EXPECT_EQ(A.Command.Directory, "/out/x");
  EXPECT_EQ(A.Command.File, Folder.path("drivers/a.c"));
  EXPECT_THAT(A.Command.Arguments,
              ElementsAre("clang-22", "-Wp,-MMD,drivers/.a.o.d", "-I./include",
                          "-DN=\"a\"", "-c", "-o", "drivers/a.o",
                          Folder.path("drivers/a.c")));
  EXPECT_EQ(Commands["drivers/b.c"].Command.Directory, "/out");
}

TEST_F(DryRunTest, TheTreeIsNoPlaceToCompileIn) {
  auto Commands = parse("make: Entering directory '@'\n"
                        "gcc -c -o a.o @/drivers/a.c\n"
                        "make[1]: Entering directory '/out/x'\n"
                        "gcc -c -o b.o @/drivers/b.c\n"
                        "make[1]: Leaving directory '/out/x'\n"
                        "make: Leaving directory '@'\n");
  EXPECT_EQ(Commands["drivers/a.c"].Command.Directory, "/out");
  EXPECT_EQ(Commands["drivers/b.c"].Command.Directory, "/out/x");
}

TEST_F(DryRunTest, SpareObjectsAreNotConfigured) {
  auto Commands = parse("echo '# PREMAP spare drivers/a.o'; clang-22 -c -o "
                        "drivers/a.o @/drivers/a.c\n"
                        "echo '# PREMAP built drivers/b.o'; clang-22 -c -o "
                        "drivers/b.o @/drivers/b.c\n");
  EXPECT_FALSE(Commands["drivers/a.c"].Configured);
  EXPECT_TRUE(Commands["drivers/b.c"].Configured);
}

TEST_F(DryRunTest, AFileThatAnotherFolderBuilds) {
  // Named by its own folder it is spare; its user's name for it counts.
  auto Commands =
      parse("echo '# PREMAP spare virt/kvm/main.o'; clang-22 -DSPARE -c -o "
            "virt/kvm/main.o @/virt/kvm/main.c\n"
            "echo '# PREMAP built arch/x86/kvm/../../../virt/kvm/main.o'; "
            "clang-22 -DKVM -c -o arch/x86/kvm/../../../virt/kvm/main.o "
            "@/arch/x86/kvm/../../../virt/kvm/main.c\n");
  ASSERT_EQ(Commands.size(), 1u);
  const DryRunCommand &Main = Commands["virt/kvm/main.c"];
  EXPECT_TRUE(Main.Configured);
  EXPECT_THAT(Main.Command.Arguments, Contains("-DKVM"));
}

TEST_F(DryRunTest, OtherCommandsAreNoCompileCommands) {
  EXPECT_TRUE(parse("clang-22 -c -o a.o @/drivers/head.S\n"
                    "clang-22 -S -o a.s @/drivers/a.c\n"
                    "sh -c 'gcc -c @/drivers/a.c'\n"
                    "echo gcc -c @/drivers/a.c\n"
                    "clang-22 -c -o a.o @/scripts/mod/modpost.c\n"
                    "clang-22 -c -o a.o /elsewhere/a.c\n")
                  .empty());
}

} // namespace
} // namespace premap
