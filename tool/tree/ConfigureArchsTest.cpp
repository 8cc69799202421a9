#include "tool/tree/ConfigureArchs.h"

#include "tool/tree/CandidateSearch.h"
#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <filesystem>

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
namespace fs = std::filesystem;

namespace premap {
namespace {

const char Cell[] = "arch/powerpc/kernel/cell.c";
const char LegacyBus[] = "drivers/char/legacybus.c";
const char Ledram[] = "drivers/char/ledram.c";

/// A copy of the sample tree, where powerpc compiles one file that x86 does not
/// have, and nothing compiles legacybus.c.
class ConfigureArchsTest : public testing::Test {
protected:
  ConfigureArchsTest() {
    fs::copy(PREMAP_TESTDATA "/tree", Root, fs::copy_options::recursive);
  }

  KernelTree tree() { return llvm::cantFail(KernelTree::open(Root)); }

  ArchsResult configure(std::set<std::string> Wanted,
                        std::vector<std::string> First = {"x86_64"}) {
    KernelTree Tree = tree();
    ArchsRequest Request;
    Request.First = std::move(First);
    Request.Candidates = commandCandidates(Tree, searchCandidates(Tree, 2), 2);
    Request.Wanted = std::move(Wanted);
    Runs.clear();
    return configureArchs(Tree, Build, Request, {},
                          [&](const ArchRun &Run) { Runs.push_back(Run); });
  }
  std::vector<std::string> archs() const {
    std::vector<std::string> Names;
    for (const ArchRun &Run : Runs)
      Names.push_back(Run.Arch);
    return Names;
  }
  CompileDatabase database() {
    return llvm::cantFail(CompileDatabase::load(tree(), Build, {}));
  }

  TemporaryFolder Folder;
  std::string Root = Folder.path("tree"), Build = Folder.path("build");
  std::vector<ArchRun> Runs;
};

TEST_F(ConfigureArchsTest, FurtherOnesForWhatTheFirstLeaves) {
  ArchsResult Result = configure({Cell, LegacyBus, Ledram});
  ASSERT_THAT(archs(), ElementsAre("x86_64", "powerpc"));
  EXPECT_TRUE(Runs[0].First);
  EXPECT_FALSE(Runs[1].First);
  EXPECT_EQ(Runs[1].Gained, 1u);
  EXPECT_EQ(Result.Missing.count(Cell), 0u);
  EXPECT_EQ(Result.Missing.at(LegacyBus), "CONFIG_LEGACY_BUS is not set");
  EXPECT_THAT(Result.OutOfReach, IsEmpty());
  CompileDatabase Database = database();
  EXPECT_EQ(Database.commands(Cell).size(), 1u);
  // Not read again for the sake of powerpc.
  EXPECT_EQ(Database.commands(Ledram).size(), 1u);
}

TEST_F(ConfigureArchsTest, NothingToGain) {
  EXPECT_EQ(configure({LegacyBus, Ledram}).Missing.count(Cell), 1u);
  EXPECT_THAT(archs(), ElementsAre("x86_64"));
}

TEST_F(ConfigureArchsTest, NamedOnesAreMadeWhole) {
  configure({Cell}, {"x86_64", "powerpc"});
  EXPECT_THAT(archs(), ElementsAre("x86_64", "powerpc"));
  EXPECT_EQ(database().commands(Ledram).size(), 2u);
}

TEST_F(ConfigureArchsTest, AnArchitectureThatFailsIsNamed) {
  std::string Makefile = "$(error no wheel found)\n";
  Folder.write("tree/arch/powerpc/Makefile", Makefile);
  ArchsResult Result = configure({Cell, Ledram});
  ASSERT_THAT(archs(), ElementsAre("x86_64", "powerpc"));
  EXPECT_EQ(Runs[0].Failure, "");
  EXPECT_THAT(Runs[1].Failure, HasSubstr("no wheel found"));
  EXPECT_THAT(Result.OutOfReach,
              ElementsAre(Pair("powerpc", ElementsAre(Cell))));
  EXPECT_EQ(database().archs(), std::vector<std::string>{"x86_64"});
}

TEST_F(ConfigureArchsTest, AnArchitectureThatClangLacksIsNotTried) {
  Folder.write("tree/scripts/Makefile.clang",
               "CLANG_TARGET_FLAGS_x86 := x86_64-linux-gnu\n");
  ArchsResult Result = configure({Cell});
  EXPECT_THAT(archs(), ElementsAre("x86_64"));
  EXPECT_THAT(Result.OutOfReach,
              ElementsAre(Pair("powerpc", ElementsAre(Cell))));
}

/// By the text powerpc might compile it; its configuration says no.
TEST_F(ConfigureArchsTest, APromiseThatIsNotKeptEndsEarly) {
  Folder.write("tree/arch/powerpc/Kconfig",
               "config POWERPC\n\tdef_bool y if $(success,false)\n");
  Folder.write("tree/scripts/config.sh",
               "[ $1 = sync ] && mkdir -p include/config include/generated &&"
               " : > include/config/auto.conf &&"
               " : > include/generated/autoconf.h ||"
               " echo '# CONFIG_CELL_WINDOW is not set' > $4\n");
  configure({Cell});
  ASSERT_THAT(archs(), ElementsAre("x86_64", "powerpc"));
  EXPECT_TRUE(Runs[1].Result.Pointless);
  EXPECT_EQ(Runs[1].Gained, 0u);
  EXPECT_FALSE(fs::exists(Build + "/powerpc"));
}

/// The lists name it, and make does not follow them.
TEST_F(ConfigureArchsTest, AnArchitectureThatGainsNothingLeavesNothing) {
  const std::string Lost = "arch/powerpc/kernel/lost.c";
  Folder.write("tree/" + Lost,
               "static const struct file_operations f = { .mmap = lost };\n");
  Folder.write("tree/arch/powerpc/kernel/Makefile",
               "obj-$(CONFIG_CELL_WINDOW) += cell.o\n"
               "ifdef NEVER\nobj-$(CONFIG_CELL_WINDOW) += lost.o\nendif\n");
  ArchsResult Result = configure({Lost});
  ASSERT_THAT(archs(), ElementsAre("x86_64", "powerpc"));
  EXPECT_TRUE(Runs[1].Result.Pointless);
  EXPECT_FALSE(fs::exists(Build + "/powerpc"));
  EXPECT_EQ(Result.Missing.count(Lost), 1u);
}

TEST_F(ConfigureArchsTest, WhatStopsTheFirstStopsAll) {
  configure({Cell}, {"vax"});
  ASSERT_THAT(archs(), ElementsAre("vax"));
  EXPECT_THAT(Runs[0].Failure, HasSubstr("no architecture 'vax'"));
}

} // namespace
} // namespace premap
