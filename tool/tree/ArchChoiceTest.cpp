#include "tool/tree/ArchChoice.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using testing::ElementsAre;
using testing::IsEmpty;

namespace premap {
namespace {

class ArchChoiceTest : public testing::Test {
protected:
  void SetUp() override {
    Folder.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
    Folder.write("include/linux/fs.h", "");
    Folder.write("Kconfig", "source \"arch/$(SRCARCH)/Kconfig\"\n"
                            "config OLD\n\ttristate \"old\"\n"
                            "\tdepends on BROKEN\n"
                            "config WIN\n\ttristate \"window\"\n"
                            "\tdepends on PPC_WIN || ARM\n");
    for (const char *Arch : {"arm", "powerpc", "x86"})
      Folder.write(std::string("arch/") + Arch + "/Makefile", "obj-y += k/\n");
    Folder.write("arch/arm/Kconfig", "config ARM\n\tdef_bool y\n");
    Folder.write("arch/powerpc/Kconfig", "config PPC_WIN\n\tbool \"w\"\n");
    Folder.write("arch/x86/Kconfig", "config X86\n\tdef_bool y\n");
    Folder.write("arch/powerpc/k/Makefile", "obj-y += own.o\n");
    Folder.write("drivers/Makefile", "obj-$(CONFIG_WIN) += win.o\n"
                                     "obj-$(CONFIG_OLD) += old.o\n"
                                     "obj-y += any.o\n");
  }
  std::set<std::string> mightBuild(const std::string &Arch) {
    KernelTree Tree = llvm::cantFail(KernelTree::open(Folder.path()));
    return premap::mightBuild(Tree, Arch,
                              {"arch/powerpc/k/own.c", "drivers/any.c",
                               "drivers/old.c", "drivers/unlisted.c",
                               "drivers/win.c"});
  }
  TemporaryFolder Folder;
};

TEST_F(ArchChoiceTest, NamesAsMakeTakesThem) {
  Folder.write("arch/Kconfig", "");
  Folder.write("arch/empty/README", "");
  KernelTree Tree = llvm::cantFail(KernelTree::open(Folder.path()));
  EXPECT_THAT(archsOf(Tree), ElementsAre("arm", "i386", "powerpc", "x86_64"));
}

TEST_F(ArchChoiceTest, FolderAndDependenciesTell) {
  EXPECT_THAT(mightBuild("x86_64"), ElementsAre("drivers/any.c"));
  EXPECT_THAT(mightBuild("arm"), ElementsAre("drivers/any.c", "drivers/win.c"));
  EXPECT_THAT(
      mightBuild("powerpc"),
      ElementsAre("arch/powerpc/k/own.c", "drivers/any.c", "drivers/win.c"));
}

// arch/powerpc/platforms/cell/spufs has hooks for pages of 4 KiB alone.
TEST(AllmodChoice, PowerpcGetsTheUsualPages) {
  EXPECT_EQ(allmodChoice("powerpc"), "CONFIG_PPC_4K_PAGES=y");
  EXPECT_EQ(allmodChoice("x86_64"), "");
}

TEST(MostCovering, TakesWhatLeavesLeast) {
  std::map<std::string, std::set<std::string>> Covers{
      {"arm", {"a", "b"}}, {"mips", {"b", "c", "d"}}, {"s390", {"e"}}};
  EXPECT_EQ(mostCovering(Covers, {"a", "b", "c", "d", "e"}), "mips");
  // What mips has done counts no longer.
  EXPECT_EQ(mostCovering(Covers, {"a", "e"}), "arm");
  EXPECT_EQ(mostCovering(Covers, {"f"}), std::nullopt);
  EXPECT_EQ(mostCovering({}, {"a"}), std::nullopt);
}

} // namespace
} // namespace premap
