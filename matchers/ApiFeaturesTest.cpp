// The features that are found in headers are those of the release that the
// headers are of, whatever their Makefile says.
#include "matchers/ApiFeatures.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <fstream>
#include <sstream>

using namespace premap;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

static const std::string Tree = PREMAP_TESTDATA "/tree";

/// How a driver of the sample tree is compiled for the release \p Api.
static CompileCommand command(int Api) {
  CompileCommand C;
  C.Directory = Tree;
  C.Folders = {PREMAP_TESTDATA};
  C.File = Tree + "/drivers/char/bar.c";
  C.Arch = "x86_64";
  C.Arguments = {"-nostdinc",
                 "-I" + Tree + "/arch/x86/include",
                 "-I" + Tree + "/include",
                 "-I" PREMAP_TESTDATA "/convert/include",
                 "-include",
                 Tree + "/include/linux/kconfig.h",
                 "-D__KERNEL__",
                 "-std=gnu11",
                 "-DPREMAP_API=" + std::to_string(Api),
                 "drivers/char/bar.c"};
  return C;
}

static ApiFeatures detect(int Api, const VirtualFiles &Overlay = {}) {
  auto Found = detectFeatures(command(Api), Overlay);
  if (!Found) {
    ADD_FAILURE() << llvm::toString(Found.takeError());
    return {};
  }
  return *Found;
}

static std::string readHeader(const std::string &Name) {
  std::ifstream In(Tree + "/include/linux/" + Name);
  std::stringstream Text;
  Text << In.rdbuf();
  return Text.str();
}

/// The sample header \p Name with the first \p Old replaced by \p New.
static VirtualFiles changed(const std::string &Name, const std::string &Old,
                            const std::string &New) {
  std::string Text = readHeader(Name);
  size_t At = Text.find(Old);
  EXPECT_NE(At, std::string::npos) << Old;
  Text.replace(At, Old.size(), New);
  return {{Tree + "/include/linux/" + Name, Text}};
}

TEST(ApiFeaturesTest, TreeWithoutTheApi) {
  ApiFeatures Found = detect(0);
  EXPECT_THAT(featureNames(Found), IsEmpty());
  EXPECT_EQ(profileName(Found), "none");
}

TEST(ApiFeaturesTest, EveryReleaseIsItself) {
  const std::vector<std::pair<int, std::string>> Releases{
      {616, "6.16"}, {617, "6.17"}, {618, "6.18"}, {619, "6.19"},
      {700, "7.0"},  {710, "7.1"},  {720, "7.2"},  {730, "7.3"}};
  ASSERT_EQ(Releases.size(), targetNames().size());
  for (const auto &[Api, Name] : Releases) {
    ApiFeatures Found = detect(Api);
    EXPECT_EQ(profileName(Found), Name);
    EXPECT_EQ(Found.UioMmapPrepare, Api >= 710);
    Found.UioMmapPrepare = false;
    EXPECT_EQ(featureNames(Found), featureNames(featuresOf(Name).value()))
        << Name;
  }
}

TEST(ApiFeaturesTest, DocumentedDifferencesBetweenReleases) {
  // The probe table of the API notes, by hand.
  ApiFeatures F619 = detect(619), F70 = detect(700), F71 = detect(710),
              F72 = detect(720), F73 = detect(730);
  EXPECT_TRUE(F619.DescVmFlags && F619.DescVmaFlags);
  EXPECT_FALSE(F70.DescVmFlags);
  EXPECT_TRUE(F70.DescTestFlags);
  EXPECT_FALSE(F71.DescTestFlags);
  EXPECT_TRUE(F71.DescTestAny && F71.DescTest && F71.DescTestAll);
  EXPECT_FALSE(F70.DescTestAny || F70.DescTest || F70.DescTestAll);
  EXPECT_TRUE(F70.CompatTakesOperations && F70.PrepareTakesAction);
  EXPECT_FALSE(F71.CompatTakesOperations || F71.PrepareTakesAction);
  EXPECT_TRUE(F71.Mapped && F71.ErrorHook && F71.SuccessHook);
  EXPECT_FALSE(F72.ErrorHook || F72.SuccessHook);
  EXPECT_TRUE(F72.ErrorOverride);
  EXPECT_FALSE(F71.MkFlagsTakesStart);
  EXPECT_TRUE(F72.MkFlagsTakesStart && F73.MkFlagsTakesStart);
  EXPECT_TRUE(F72.VmaGetPageProt && F73.VmaGetPageProtOfVma);
  EXPECT_FALSE(F72.VmaGetPageProtOfVma || F73.VmaGetPageProt);
  EXPECT_FALSE(F72.VmaFlagsToPageProt || F72.VmaIsCow || F72.FlagsIsCow ||
               F72.VmaStartPgoff);
  EXPECT_TRUE(F73.VmaFlagsToPageProt && F73.VmaIsCow && F73.FlagsIsCow &&
              F73.VmaStartPgoff);
  EXPECT_FALSE(detect(618).DescAction);
  EXPECT_FALSE(detect(617).DescVmFile);
  EXPECT_FALSE(detect(616).GenericFileMmapPrepare);
}

TEST(ApiFeaturesTest, StableTreesMixFeatures) {
  // 7.0.y took 7.1's mmap_action_prepare().
  ApiFeatures Found = detect(
      700, changed("mm.h",
                   "void mmap_action_prepare(struct mmap_action *action,"
                   " struct vm_area_desc *desc);",
                   "int mmap_action_prepare(struct vm_area_desc *desc);"));
  EXPECT_FALSE(Found.PrepareTakesAction);
  EXPECT_TRUE(Found.DescTestFlags);
  EXPECT_EQ(profileName(Found), "7.0");
}

TEST(ApiFeaturesTest, CommentsAndOtherStructsDoNotCount) {
  VirtualFiles Overlay =
      changed("fs.h", "struct file_operations {",
              "/* int (*mmap_prepare)(struct vm_area_desc *); */\n"
              "struct other_operations { int mmap_prepare; int vm_file; };\n"
              "struct file_operations {");
  EXPECT_THAT(featureNames(detect(0, Overlay)), IsEmpty());
}

static ApiFeatures withMacro(const std::string &Macro) {
  return detect(0, changed("mm.h", "#endif\n\n#endif\n",
                           "#endif\n#define " + Macro + "\n#endif\n"));
}

TEST(ApiFeaturesTest, MacrosCountAsFunctionsOfAsManyParameters) {
  EXPECT_THAT(featureNames(withMacro("vma_desc_size(desc) 0UL")),
              ElementsAre("vma_desc_size"));
  EXPECT_THAT(featureNames(withMacro("vma_desc_size(desc, unit) 0UL")),
              IsEmpty());
  EXPECT_THAT(featureNames(withMacro("vma_desc_size 0UL")), IsEmpty());
}

// Who calls it with a set of flags must not find one that takes something else.
TEST(ApiFeaturesTest, ANameOfAnotherShapeIsNoFeature) {
  EXPECT_TRUE(detect(720).VmaGetPageProt);
  EXPECT_FALSE(
      detect(720, changed("mm.h", "vma_get_page_prot(vma_flags_t flags)",
                          "vma_get_page_prot(vm_flags_t flags)"))
          .VmaGetPageProt);
  EXPECT_FALSE(
      detect(720, changed("mm.h", "vma_desc_size(const struct vm_area_desc",
                          "vma_desc_size(const struct vm_area_struct"))
          .DescSize);
  EXPECT_FALSE(detect(720, changed("mm_types.h", "int error_override;",
                                   "struct { int error; } error_override;"))
                   .ErrorOverride);
}

TEST(ApiFeaturesTest, BrokenHeaderIsAnErrorThatNamesIt) {
  auto Found =
      detectFeatures(command(0), changed("fs.h", "struct file_operations {",
                                         "struct nonsense nonsense;\n"
                                         "struct file_operations {"));
  ASSERT_FALSE(bool(Found));
  EXPECT_THAT(llvm::toString(Found.takeError()),
              HasSubstr("include/linux/fs.h:"));
}

// linux/hyperv.h has errors on powerpc; what it declares nobody there can use.
TEST(ApiFeaturesTest, AHeaderOfAnotherArchitectureIsLeftOut) {
  VirtualFiles Files;
  Files[Tree + "/include/linux/hyperv.h"] =
      "struct hv_thing { union nonsense entry; };\n";
  EXPECT_EQ(detect(720, Files), detect(720));
}

TEST(ApiFeaturesTest, MissingHeadersAreAnError) {
  CompileCommand C = command(0);
  C.Arguments = {"-nostdinc", C.File};
  auto Found = detectFeatures(C, {});
  ASSERT_FALSE(bool(Found));
  EXPECT_THAT(llvm::toString(Found.takeError()), HasSubstr("linux/fs.h"));
}

TEST(ApiFeaturesTest, SurvivesJson) {
  for (const std::string &Name : targetNames()) {
    ApiFeatures F = featuresOf(Name).value();
    EXPECT_EQ(nlohmann::json(F).get<ApiFeatures>(), F);
  }
  EXPECT_ANY_THROW(nlohmann::json({"no such"}).get<ApiFeatures>());
}

TEST(ApiFeaturesTest, UnknownTarget) {
  EXPECT_FALSE(featuresOf("6.12").has_value());
  EXPECT_FALSE(featuresOf("").has_value());
  EXPECT_FALSE(featuresOf("v7.1").has_value());
}
