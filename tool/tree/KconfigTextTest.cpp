#include "tool/tree/KconfigText.h"

#include "tool/tree/TemporaryFolder.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

class KconfigTextTest : public testing::Test {
protected:
  void SetUp() override {
    Folder.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
    Folder.write("include/linux/fs.h", "");
    Folder.write("Kconfig", "mainmenu \"Linux\"\n"
                            "if-success = $(shell,{ $(1); } && echo \"$(2)\")\n"
                            "source \"arch/$(SRCARCH)/Kconfig\"\n"
                            "source \"drivers/Kconfig\"\n");
    Folder.write("arch/x86/Kconfig",
                 "config 64BIT\n"
                 "\tbool \"64-bit kernel\" if \"$(ARCH)\" = \"x86\"\n"
                 "\tdefault \"$(ARCH)\" != \"i386\"\n"
                 "config X86_32\n\tdef_bool y\n\tdepends on !64BIT\n"
                 "config X86\n\tdef_bool y\n\tselect HAVE_ROOM if 64BIT\n");
    Folder.write("arch/arm/Kconfig",
                 "config ARM\n\tbool\n\tdefault y\n"
                 "config PAGE_OFFSET\n\thex\n\tdefault 0x1000\n"
                 "choice\n\tprompt \"Machine\"\n\tdefault MACH_B\n"
                 "config MACH_A\n\tbool \"A\"\nconfig MACH_B\n\tbool \"B\"\n"
                 "endchoice\n"
                 "source \"drivers/bus/Kconfig\"\n");
    Folder.write("drivers/bus/Kconfig", "config BUS\n\tdef_bool y\n");
  }
  OptionGuess value(const std::string &Drivers, const std::string &Name,
                    const std::string &Arch = "x86_64") {
    Folder.write("drivers/Kconfig", Drivers);
    KernelTree Tree = llvm::cantFail(KernelTree::open(Folder.path()));
    return KconfigText(Tree, Arch).value(Name);
  }
  TemporaryFolder Folder;
};

TEST_F(KconfigTextTest, AllmodconfigSetsWhatItMay) {
  EXPECT_EQ(value("config A\n\ttristate \"a\"\n", "CONFIG_A"),
            OptionGuess::Module);
  EXPECT_EQ(value("config A\n\tbool \"a\"\n", "A"), OptionGuess::Yes);
  // Nobody is asked, and nothing selects it.
  EXPECT_EQ(value("config A\n\tbool\n", "A"), OptionGuess::No);
  EXPECT_EQ(value("", "A"), OptionGuess::No);
}

TEST_F(KconfigTextTest, WhatAnArchitectureHas) {
  const char *Drivers = "config A\n\ttristate \"a\"\n"
                        "\tdepends on ARM || X86_32\n";
  EXPECT_EQ(value(Drivers, "A"), OptionGuess::No);
  EXPECT_EQ(value(Drivers, "A", "i386"), OptionGuess::Module);
  EXPECT_EQ(value(Drivers, "A", "arm"), OptionGuess::Module);
  // Sourced by one architecture only.
  EXPECT_EQ(value("", "BUS"), OptionGuess::No);
  EXPECT_EQ(value("", "BUS", "arm"), OptionGuess::Yes);
}

TEST_F(KconfigTextTest, WhatStandsAroundCounts) {
  const char *Drivers = "menu \"m\"\n\tdepends on ARM\n"
                        "config A\n\tbool \"a\"\nendmenu\n"
                        "if X86\nconfig B\n\tbool \"b\"\nendif\n"
                        "config C\n\tbool \"c\"\n";
  EXPECT_EQ(value(Drivers, "A"), OptionGuess::No);
  EXPECT_EQ(value(Drivers, "B"), OptionGuess::Yes);
  EXPECT_EQ(value(Drivers, "A", "arm"), OptionGuess::Yes);
  EXPECT_EQ(value(Drivers, "B", "arm"), OptionGuess::No);
  EXPECT_EQ(value(Drivers, "C", "arm"), OptionGuess::Yes);
}

TEST_F(KconfigTextTest, Selected) {
  const char *Drivers = "config HAVE_ROOM\n\tbool\n";
  EXPECT_EQ(value(Drivers, "HAVE_ROOM"), OptionGuess::Yes);
  EXPECT_EQ(value(Drivers, "HAVE_ROOM", "i386"), OptionGuess::No);
}

TEST_F(KconfigTextTest, ModulesAreNotBuiltIn) {
  const char *Drivers = "config FB\n\ttristate \"fb\"\n"
                        "config A\n\tbool \"a\"\n\tdepends on (FB = y) && X86\n"
                        "config B\n\tbool \"b\"\n\tdepends on FB\n"
                        "config C\n\ttristate \"c\"\n\tdepends on !FB\n"
                        "config D\n\ttristate \"d\"\n\tdepends on FB = n\n";
  EXPECT_EQ(value(Drivers, "A"), OptionGuess::No);
  EXPECT_EQ(value(Drivers, "B"), OptionGuess::Yes);
  // As Kconfig has it: of m the opposite is m.
  EXPECT_EQ(value(Drivers, "C"), OptionGuess::Module);
  EXPECT_EQ(value(Drivers, "D"), OptionGuess::No);
}

TEST_F(KconfigTextTest, WhatCannotBeToldIsUnknown) {
  EXPECT_EQ(value("", "PAGE_OFFSET", "arm"), OptionGuess::Unknown);
  EXPECT_EQ(value("config A\n\tdef_bool $(cc-option,-mfoo)\n", "A"),
            OptionGuess::Unknown);
  // A circle ends.
  EXPECT_EQ(value("config A\n\tbool \"a\"\n\tdepends on B\n"
                  "config B\n\tbool \"b\"\n\tdepends on A\n",
                  "A"),
            OptionGuess::Unknown);
}

TEST_F(KconfigTextTest, HelpIsNoEntry) {
  EXPECT_EQ(value("config A\n\tbool \"a\"\n\thelp\n"
                  "\t  Say Y.\n\n"
                  "\t  depends on nothing at all\n"
                  "config B\n\tbool \"b if c\"\n\tdepends on \\\n\t  A\n",
                  "B"),
            OptionGuess::Yes);
}

TEST_F(KconfigTextTest, OfAChoiceOneIsTaken) {
  // The default, not the first.
  EXPECT_EQ(value("", "MACH_A", "arm"), OptionGuess::No);
  EXPECT_EQ(value("", "MACH_B", "arm"), OptionGuess::Yes);
  // The first that this architecture has, where the default is not one.
  const char *Drivers = "choice\n\tprompt \"c\"\n\tdefault A\n"
                        "config A\n\tbool \"a\"\n\tdepends on ARM\n"
                        "config B\n\tbool \"b\"\n"
                        "config C\n\tbool \"c\"\nendchoice\n";
  EXPECT_EQ(value(Drivers, "A"), OptionGuess::No);
  EXPECT_EQ(value(Drivers, "B"), OptionGuess::Yes);
  EXPECT_EQ(value(Drivers, "C"), OptionGuess::No);
  EXPECT_EQ(value(Drivers, "B", "arm"), OptionGuess::No);
  // What decides about the one before it cannot be told.
  EXPECT_EQ(value("choice\n\tprompt \"c\"\n"
                  "config A\n\tbool \"a\"\n\tdepends on $(cc-option,-mfoo)\n"
                  "config B\n\tbool \"b\"\nendchoice\n",
                  "B"),
            OptionGuess::Unknown);
}

TEST_F(KconfigTextTest, ValuesAndNames) {
  Folder.write("drivers/Kconfig",
               "config SHIFT\n\tint\n\tdefault 14 if ARM\n\tdefault 12\n"
               "config SIZE\n\tint\n\tdefault SHIFT\n");
  KernelTree Tree = llvm::cantFail(KernelTree::open(Folder.path()));
  KconfigText Arm(Tree, "arm"), I386(Tree, "i386");
  EXPECT_EQ(Arm.literal("CONFIG_SHIFT"), "14");
  EXPECT_EQ(I386.literal("SHIFT"), "12");
  EXPECT_EQ(Arm.literal("PAGE_OFFSET"), "0x1000");
  EXPECT_EQ(I386.literal("PAGE_OFFSET"), std::nullopt);
  EXPECT_EQ(Arm.literal("SIZE"), std::nullopt);
  EXPECT_EQ(Arm.literal("ARM"), std::nullopt);
  EXPECT_EQ(I386.options(), (std::vector<std::string>{"64BIT", "SHIFT", "SIZE",
                                                      "X86", "X86_32"}));
}

} // namespace
} // namespace premap
