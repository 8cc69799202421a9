#include "tool/tree/NotBuilt.h"

#include "tool/tree/TemporaryFolder.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

class NotBuiltTest : public testing::Test {
protected:
  void SetUp() override {
    Folder.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
    Folder.write("include/linux/fs.h", "");
    Folder.write("Kbuild",
                 "obj-y += drivers/\nobj-$(CONFIG_SOUND) += sound/\n");
    Folder.write("drivers/Makefile", "obj-y += char/\n"
                                     "obj-$(CONFIG_CXL) += cxl/ \\\n"
                                     "\tocxl/\n");
    Folder.write("drivers/char/Makefile",
                 "# obj-y += old.o\n"
                 "obj-y += mem.o\n"
                 "obj-$(CONFIG_BSR) += bsr.o\n"
                 "obj-$(CONFIG_HPET)\t+= hpet.o   # comment\n"
                 "obj-$(CONFIG_WIN) += win.o\n"
                 "win-y := win-core.o\n"
                 "win-$(CONFIG_WIN_MAP) += win-map.o\n"
                 "deep-objs := deep-a.o\nwin-objs += deep.o\n");
    Folder.write("drivers/Kconfig", "config CXL\n\tbool \"x\"\n"
                                    "\tdepends on PPC_POWERNV\n"
                                    "\tdepends on PCI\n"
                                    "\nconfig OTHER\n\tdepends on X\n");
    Folder.write("drivers/cxl/Makefile", "obj-$(CONFIG_CXL) += file.o\n");
  }
  std::string reason(llvm::StringRef Path) {
    KernelTree Tree = llvm::cantFail(KernelTree::open(Folder.path()));
    return NotBuilt(Tree,
                    "CONFIG_WIN=m\n# CONFIG_BSR is not set\n"
                    "# CONFIG_WIN_MAP is not set\nCONFIG_SOUND=y\n",
                    "x86_64")
        .reason(Path);
  }
  TemporaryFolder Folder;
};

TEST_F(NotBuiltTest, OptionOfTheObject) {
  EXPECT_EQ(reason("drivers/char/bsr.c"), "CONFIG_BSR is not set");
  EXPECT_EQ(reason("drivers/char/hpet.c"), "CONFIG_HPET cannot be set here");
}

TEST_F(NotBuiltTest, OptionOfACompositeObject) {
  EXPECT_EQ(reason("drivers/char/win-map.c"), "CONFIG_WIN_MAP is not set");
  EXPECT_EQ(reason("drivers/char/deep-a.c"), "not part of this configuration");
}

TEST_F(NotBuiltTest, OptionOfAFolderAndWhatItNeeds) {
  EXPECT_EQ(reason("drivers/cxl/file.c"),
            "CONFIG_CXL cannot be set here (depends on PPC_POWERNV && PCI)");
  EXPECT_EQ(reason("drivers/ocxl/file.c"),
            "CONFIG_CXL cannot be set here (depends on PPC_POWERNV && PCI)");
}

TEST_F(NotBuiltTest, OtherArchitectures) {
  EXPECT_EQ(reason("arch/powerpc/mm/a.c"), "of another architecture, powerpc");
  EXPECT_FALSE(isOfOtherArch("arch/x86/um/a.c", "um"));
  EXPECT_FALSE(isOfOtherArch("arch/x86/a.c", "x86"));
  EXPECT_TRUE(isOfOtherArch("arch/um/a.c", "x86"));
  EXPECT_FALSE(isOfOtherArch("drivers/arch/a.c", "x86"));
}

TEST_F(NotBuiltTest, NoList) {
  EXPECT_EQ(reason("drivers/char/old.c"), "no Makefile lists its object");
}

} // namespace
} // namespace premap
