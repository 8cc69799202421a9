#include "tool/tree/BestEffortCommands.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

namespace premap {
namespace {

/// A tree that is configured for x86_64 and has files for sparc and arc.
class BestEffortCommandsTest : public testing::Test {
protected:
  void SetUp() override {
    Folder.write("tree/Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
    Folder.write("tree/include/linux/fs.h", "");
    Folder.write("tree/Kconfig", "source \"arch/$(SRCARCH)/Kconfig\"\n"
                                 "config BUS\n\tbool \"b\"\n"
                                 "\tdepends on SPARC\n");
    for (const char *Arch : {"x86", "sparc", "arc"}) {
      std::string Name = llvm::StringRef(Arch).upper();
      Folder.write("tree/arch/" + std::string(Arch) + "/Makefile", "");
      Folder.write("tree/arch/" + std::string(Arch) + "/Kconfig",
                   "config " + Name + "\n\tdef_bool y\n");
    }
    Folder.write("tree/Kbuild", "obj-y += drivers/\n");
    Folder.write("tree/drivers/Makefile", "obj-y += bus/\nobj-y += other.o\n"
                                          "subdir-ccflags-y += -DON_BUS\n");
    Folder.write("tree/drivers/bus/Makefile",
                 "obj-$(CONFIG_BUS) += bus-map.o\n"
                 "obj-y += near.o\n"
                 "ccflags-y += -I $(src)/include -I$(LATER) -DX=$(srctree)\n"
                 "CFLAGS_near.o += -DNEAR\n");
    std::string Root = tree().root();
    std::vector<RawCommand> Commands;
    for (const char *Path : {"drivers/bus/near.c", "drivers/other.c"})
      Commands.push_back(
          {Folder.path("build/x86_64"),
           Root + "/" + Path,
           "",
           {"clang", "--target=x86_64-linux-gnu", "-nostdinc",
            "-I" + Root + "/arch/x86/include", "-I./arch/x86/include/generated",
            "-I" + Root + "/include", "-I./include", "-include",
            Root + "/include/linux/kconfig.h", "-std=gnu11", "-mno-sse",
            "-DOF=" + std::string(Path), "-DKBUILD_MODNAME=\"near\"",
            "-DKBUILD_BASENAME=\"near\"", "-D__KBUILD_MODNAME=near", "-c",
            Root + "/" + Path}});
    Folder.write("build/x86_64/compile_commands.json",
                 formatCompileCommands(Commands));
    ConfigureRecord Record;
    Record.Tree = Root;
    Record.Arch = "x86_64";
    Folder.write("build/x86_64/premap.json", formatConfigureRecord(Record));
    Folder.write("build/x86_64/include/generated/autoconf.h",
                 "#define CONFIG_X86 1\n");
    Database.emplace(
        llvm::cantFail(CompileDatabase::load(*Tree, Folder.path("build"), {})));
  }
  const KernelTree &tree() {
    if (!Tree)
      Tree.emplace(llvm::cantFail(KernelTree::open(Folder.path("tree"))));
    return *Tree;
  }

  TemporaryFolder Folder;
  std::optional<KernelTree> Tree;
  std::optional<CompileDatabase> Database;
};

TEST_F(BestEffortCommandsTest, AfterTheNearestFile) {
  std::vector<CompileCommand> Commands =
      BestEffortCommands(tree(), *Database)
          .afterNeighbours("drivers/bus/bus-map.c");
  ASSERT_THAT(Commands, SizeIs(1));
  const CompileCommand &C = Commands[0];
  EXPECT_TRUE(C.BestEffort);
  EXPECT_EQ(C.Arch, "x86_64");
  EXPECT_EQ(C.File, tree().absolute("drivers/bus/bus-map.c"));
  EXPECT_EQ(C.Arguments.back(), C.File);
  for (const std::string &Word :
       {std::string("-DOF=drivers/bus/near.c"),
        std::string("-DKBUILD_MODNAME=\"bus_map\""),
        std::string("-D__KBUILD_MODNAME=bus_map"),
        // What its Makefiles ask for and give it.
        std::string("-DCONFIG_BUS=1"), std::string("-DON_BUS"),
        "-I" + tree().absolute("drivers/bus") + "/include",
        "-DX=" + tree().root()})
    EXPECT_THAT(C.Arguments, Contains(Word));
  EXPECT_THAT(C.Arguments, Each(Not(HasSubstr("near\""))));
  EXPECT_THAT(C.Arguments, Each(Not(HasSubstr("LATER"))));
  EXPECT_THAT(C.Arguments, Not(Contains("-DNEAR")));
}

TEST_F(BestEffortCommandsTest, AnotherArchitectureHasNoNeighbour) {
  EXPECT_THAT(BestEffortCommands(tree(), *Database)
                  .afterNeighbours("arch/arc/kernel/link.c"),
              IsEmpty());
}

TEST_F(BestEffortCommandsTest, AsAnArchitectureThatIsNotConfigured) {
  BestEffortCommands MadeUp(tree(), *Database);
  auto Commands =
      MadeUp.ofOtherArchs({"arch/arc/kernel/link.c", "drivers/bus/bus-map.c"});
  ASSERT_THAT(Commands["arch/arc/kernel/link.c"], SizeIs(1));
  // Only sparc's Kconfig sets CONFIG_BUS.
  ASSERT_THAT(Commands["drivers/bus/bus-map.c"], SizeIs(1));
  const CompileCommand &C = Commands["drivers/bus/bus-map.c"][0];
  EXPECT_EQ(C.Arch, "sparc");
  EXPECT_TRUE(C.BestEffort);
  std::string Own = Folder.path("build/x86_64") + "/best-effort/sparc";
  for (const std::string &Word :
       {std::string("--target=sparc64-linux-gnu"), std::string("-std=gnu11"),
        "-I" + tree().absolute("arch/sparc/include"), "-I" + Own + "/include",
        "-I" + Own + "/arch/sparc/include/generated",
        "-I" + tree().root() + "/include", std::string("-DCONFIG_BUS=1")})
    EXPECT_THAT(C.Arguments, Contains(Word));
  EXPECT_THAT(C.Arguments, Each(Not(HasSubstr("x86/include"))));
  EXPECT_THAT(C.Arguments, Not(Contains("-mno-sse")));
  EXPECT_EQ(MadeUp.headers().count(Own + "/include/generated/autoconf.h"), 1u);
  EXPECT_EQ(Commands["arch/arc/kernel/link.c"][0].Arch, "arc");
}

} // namespace
} // namespace premap
