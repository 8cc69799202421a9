// With the overlay, a tree without the API offers what the target's own headers
// would, and its own files parse as before.
#include "matchers/ApiOverlay.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <fstream>
#include <sstream>

using namespace premap;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

static const std::string Tree = PREMAP_TESTDATA "/tree";

static std::optional<std::string> readFile(const std::string &Path) {
  std::ifstream In(Path);
  if (!In)
    return std::nullopt;
  std::stringstream Text;
  Text << In.rdbuf();
  return Text.str();
}

static CompileCommand command(const std::string &File) {
  CompileCommand C;
  C.Directory = Tree;
  C.Folders = {PREMAP_TESTDATA};
  C.File = Tree + "/" + File;
  C.Arch = "x86_64";
  C.Arguments = {"-nostdinc",
                 "-I" + Tree + "/arch/x86/include",
                 "-I" + Tree + "/include",
                 "-I" PREMAP_TESTDATA "/convert/include",
                 "-include",
                 Tree + "/include/linux/kconfig.h",
                 "-D__KERNEL__",
                 "-std=gnu11",
                 "-Wall",
                 "-DPREMAP_API=0",
                 C.File};
  return C;
}

static VirtualFiles overlay(const std::string &Target) {
  auto Files = apiOverlay(Tree, ApiFeatures(), Target);
  if (!Files) {
    ADD_FAILURE() << llvm::toString(Files.takeError());
    return {};
  }
  return *Files;
}

static std::string errorWith(const std::string &Target,
                             const std::string &Broken, const std::string &Old,
                             const std::string &New) {
  auto Files =
      apiOverlay(Tree, ApiFeatures(), Target,
                 [&](const std::string &Path) -> std::optional<std::string> {
                   std::optional<std::string> Text =
                       readFile(Tree + "/" + Path);
                   if (Path != Broken)
                     return Text;
                   if (Old.empty())
                     return std::nullopt;
                   size_t At = Text->find(Old);
                   EXPECT_NE(At, std::string::npos);
                   return Text->replace(At, Old.size(), New);
                 });
  return Files ? "no error" : llvm::toString(Files.takeError());
}

/// All diagnostics of \p File, warnings included, as text.
static std::string diagnose(const CompileCommand &Command,
                            const VirtualFiles &Overlay) {
  std::string Text;
  ParseOutcome Outcome = parseUnit(
      Command, Overlay, [](clang::CompilerInstance &) {},
      /*KeepWarnings=*/true);
  EXPECT_TRUE(Outcome.Ran); // also after errors
  for (const premap::Diagnostic &D : Outcome.Diagnostics)
    Text += D.Path + ":" + std::to_string(D.Line) + ": " + D.Message + "\n";
  return Text;
}

TEST(ApiOverlayTest, OffersWhatTheTargetOffers) {
  for (const std::string &Target : targetNames()) {
    auto Found = detectFeatures(command("drivers/char/bar.c"), overlay(Target));
    ASSERT_TRUE(bool(Found)) << llvm::toString(Found.takeError());
    Found->UioMmapPrepare = false;
    EXPECT_EQ(featureNames(*Found), featureNames(featuresOf(Target).value()))
        << Target;
  }
}

TEST(ApiOverlayTest, UnconvertedDriversParseAsBefore) {
  for (const std::string &Target : targetNames())
    for (const char *File :
         {"drivers/char/physwin.c", "drivers/dax/region.c", "mm/filemap.c",
          "drivers/uio/uio.c", "fs/stackfs/file.c", "drivers/char/posfops.c",
          "kernel/logbuf.c"})
      EXPECT_EQ(diagnose(command(File), overlay(Target)), "")
          << File << " for " << Target;
}

TEST(ApiOverlayTest, NoFileOfTheTreeIsTouched) {
  std::optional<std::string> Before = readFile(Tree + "/include/linux/mm.h");
  overlay("7.1");
  EXPECT_EQ(readFile(Tree + "/include/linux/mm.h"), Before);
}

static const char Converted[] = R"(#include <linux/fs.h>
#include <linux/mm.h>
static int a_mmap_prepare(struct vm_area_desc *desc)
{
	if (!TEST_SHARED)
		return -EINVAL;
	SET_IO;
	desc->page_prot = pgprot_noncached(desc->page_prot);
	desc->private_data = desc->file->private_data;
	mmap_action_remap_full(desc, desc->pgoff);
	TRANSLATE;
	return 0;
}
const struct file_operations a_fops = {
	.mmap_prepare = a_mmap_prepare,
};
)";

static std::string diagnoseConverted(const std::string &Target,
                                     const std::string &Flags) {
  CompileCommand C = command("drivers/char/converted.c");
  std::stringstream In(Flags);
  for (std::string Flag; std::getline(In, Flag, '\n');)
    C.Arguments.insert(C.Arguments.begin(), Flag);
  VirtualFiles Files = overlay(Target);
  Files[C.File] = Converted;
  return diagnose(C, Files);
}

static const char Word[] = "-DTEST_SHARED=(desc->vm_flags&VM_SHARED)\n"
                           "-DSET_IO=desc->vm_flags|=VM_IO";
static const char Bits[] =
    "-DTEST_SHARED=vma_desc_test(desc,VMA_SHARED_BIT)\n"
    "-DSET_IO=vma_desc_set_flags(desc,VMA_IO_BIT,VMA_PFNMAP_BIT)";
static const char Override[] =
    "\n-DTRANSLATE=desc->action.error_override=-EAGAIN";
static const char Hook[] = "\n-DTRANSLATE=desc->action.error_hook=0";

TEST(ApiOverlayTest, ConvertedDriversParseForTheirTargetOnly) {
  const std::string Word(::Word), Bits(::Bits);
  EXPECT_EQ(diagnoseConverted("6.19", Word + Hook), "");
  EXPECT_EQ(diagnoseConverted("7.1", Bits + Hook), "");
  EXPECT_EQ(diagnoseConverted("7.2", Bits + Override), "");

  EXPECT_THAT(diagnoseConverted("6.18", Word + Hook),
              HasSubstr("mmap_action_remap_full"));
  EXPECT_THAT(diagnoseConverted("7.1", Word + Hook), HasSubstr("vm_flags"));
  EXPECT_THAT(diagnoseConverted("6.19", Bits + Hook),
              HasSubstr("vma_desc_set_flags"));
  EXPECT_THAT(diagnoseConverted("7.2", Bits + Hook), HasSubstr("error_hook"));
  EXPECT_THAT(diagnoseConverted("7.1", Bits + Override),
              HasSubstr("error_override"));
}

TEST(ApiOverlayTest, AnchorsAreDeclarationsNotText) {
  // The word in a comment, in a string and as an incomplete type come first.
  auto Files = apiOverlay(
      Tree, ApiFeatures(), "7.1",
      [&](const std::string &Path) -> std::optional<std::string> {
        std::optional<std::string> Text = readFile(Tree + "/" + Path);
        if (Text && Path == "include/linux/fs.h") {
          size_t At = Text->find("struct cdev;");
          Text->insert(At, "/* struct file_operations { int x; }; */\n"
                           "struct file_operations;\n"
                           "static const char Text[] __maybe_unused =\n"
                           "\t\"struct file_operations {};\";\n");
        }
        return Text;
      });
  ASSERT_TRUE(bool(Files)) << llvm::toString(Files.takeError());
  auto Found = detectFeatures(command("drivers/char/bar.c"), *Files);
  ASSERT_TRUE(bool(Found)) << llvm::toString(Found.takeError());
  EXPECT_TRUE(Found->MmapPrepare);
}

TEST(ApiOverlayTest, MissingAnchorNamesHeaderAndCure) {
  auto NamesCure = HasSubstr("--target-api auto");
  EXPECT_THAT(errorWith("7.1", "include/linux/fs.h", "struct file_operations {",
                        "struct file_ops {"),
              AllOf(HasSubstr("include/linux/fs.h"),
                    HasSubstr("struct file_operations"), NamesCure));
  EXPECT_THAT(errorWith("7.1", "include/linux/mm.h",
                        "struct vm_operations_struct {", "struct vm_ops {"),
              AllOf(HasSubstr("include/linux/mm.h"),
                    HasSubstr("struct vm_operations_struct"), NamesCure));
  EXPECT_THAT(errorWith("7.1", "include/linux/mm_types.h",
                        "const vm_flags_t vm_flags;",
                        "const vm_flags_t all_flags;"),
              AllOf(HasSubstr("include/linux/mm_types.h"),
                    HasSubstr("vm_flags"), NamesCure));
  // 6.18 needs neither of the last two.
  EXPECT_EQ(errorWith("6.18", "include/linux/mm_types.h",
                      "const vm_flags_t vm_flags;",
                      "const vm_flags_t all_flags;"),
            "no error");
  EXPECT_THAT(errorWith("6.19", "include/linux/mm.h", "", ""),
              HasSubstr("include/linux/mm.h"));
  EXPECT_EQ(errorWith("7.1", "include/linux/uio_driver.h", "", ""), "no error");
}

TEST(ApiOverlayTest, UnknownTargetNamesTheKnownOnes) {
  auto Files = apiOverlay(Tree, ApiFeatures(), "6.12");
  ASSERT_FALSE(bool(Files));
  EXPECT_THAT(llvm::toString(Files.takeError()),
              AllOf(HasSubstr("'6.12'"), HasSubstr("6.16"), HasSubstr("7.3")));
}

TEST(ApiOverlayTest, TreeWithTheApiKeepsItsOwn) {
  ApiFeatures Own = featuresOf("7.1").value();
  auto Same = apiOverlay(Tree, Own, "7.1");
  ASSERT_TRUE(bool(Same));
  EXPECT_THAT(*Same, IsEmpty());
  auto Other = apiOverlay(Tree, Own, "7.2");
  ASSERT_FALSE(bool(Other));
  EXPECT_THAT(llvm::toString(Other.takeError()), HasSubstr("7.1"));
}
