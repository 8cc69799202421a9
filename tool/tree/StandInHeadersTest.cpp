#include "tool/tree/StandInHeaders.h"

#include "tool/tree/TemporaryFolder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using testing::HasSubstr;
using testing::Not;

namespace premap {
namespace {

class StandInHeadersTest : public testing::Test {
protected:
  void SetUp() override {
    Folder.write("Makefile", "VERSION = 6\nPATCHLEVEL = 12\n");
    Folder.write("include/linux/fs.h", "");
    Folder.write("Kconfig", "source \"arch/$(SRCARCH)/Kconfig\"\n"
                            "config SHARED\n\tbool \"s\"\n"
                            "config TRI\n\ttristate \"t\"\n"
                            "config ONLY_X86\n\tbool \"o\"\n\tdepends on X86\n"
                            "config TOLD\n\tdef_bool $(cc-option,-mfoo)\n");
    Folder.write("arch/x86/Kconfig", "config X86\n\tdef_bool y\n");
    Folder.write("arch/sparc/Kconfig", "config SPARC\n\tdef_bool y\n"
                                       "config SHIFT\n\tint\n\tdefault 13\n");
    Folder.write("arch/sparc/include/asm/io.h", "");
    Folder.write("arch/sparc/include/asm/Kbuild",
                 "# own\ngeneric-y += agp.h\n");
    Folder.write("include/asm-generic/Kbuild",
                 "mandatory-y += io.h\nmandatory-y += dma.h\n");
    Folder.write("include/uapi/asm-generic/Kbuild", "mandatory-y += poll.h\n");
    Folder.write("build/autoconf.h", "#define CONFIG_X86 1\n"
                                     "#define CONFIG_ONLY_X86 1\n"
                                     "#define CONFIG_SHARED 1\n"
                                     "#define CONFIG_TRI_MODULE 1\n"
                                     "#define CONFIG_TOLD 1\n"
                                     "#define CONFIG_SHIFT 12\n");
    Files = standInHeaders(llvm::cantFail(KernelTree::open(Folder.path())),
                           "sparc", Folder.path("build/autoconf.h"), "/v");
  }
  TemporaryFolder Folder;
  VirtualFiles Files;
};

TEST_F(StandInHeadersTest, OptionsOfTheArchitecture) {
  ASSERT_TRUE(Files.count("/v/include/generated/autoconf.h"));
  const std::string &Text = Files["/v/include/generated/autoconf.h"];
  EXPECT_THAT(Text, HasSubstr("#include \"" + Folder.path("build/autoconf.h") +
                              "\"\n"));
  EXPECT_THAT(Text, HasSubstr("#undef CONFIG_X86\n"));
  EXPECT_THAT(Text, HasSubstr("#undef CONFIG_ONLY_X86\n"));
  EXPECT_THAT(Text, HasSubstr("#define CONFIG_SPARC 1\n"));
  EXPECT_THAT(Text,
              HasSubstr("#undef CONFIG_SHIFT\n#define CONFIG_SHIFT 13\n"));
  // As the donor has them.
  for (const char *Kept : {"CONFIG_SHARED", "CONFIG_TRI", "CONFIG_TOLD"})
    EXPECT_THAT(Text, Not(HasSubstr(Kept))) << Kept;
}

TEST_F(StandInHeadersTest, WrappersOfGenericHeaders) {
  const std::string Generated = "/v/arch/sparc/include/generated/";
  EXPECT_EQ(Files[Generated + "asm/dma.h"], "#include <asm-generic/dma.h>\n");
  EXPECT_EQ(Files[Generated + "asm/agp.h"], "#include <asm-generic/agp.h>\n");
  EXPECT_EQ(Files[Generated + "uapi/asm/poll.h"],
            "#include <asm-generic/poll.h>\n");
  // The architecture has one of its own.
  EXPECT_EQ(Files.count(Generated + "asm/io.h"), 0u);
}

} // namespace
} // namespace premap
