// The smaller tables: releases, fields, flags, hooks, rules, error numbers.
#include "kernel/Calls.h"
#include "kernel/Errnos.h"
#include "kernel/Fields.h"
#include "kernel/Flags.h"
#include "kernel/Hooks.h"
#include "kernel/Releases.h"
#include "kernel/Rules.h"

#include "gtest/gtest.h"

#include <cctype>
#include <fstream>
#include <set>
#include <sstream>

namespace premap::kernel {

TEST(ReleasesTest, OldestFirstAndTargetsHaveTheHook) {
  unsigned Last = 0;
  for (const Release &R : releases()) {
    EXPECT_GT(R.Number, Last) << R.Name;
    Last = R.Number;
  }
  EXPECT_EQ(targetList(), "6.16, 6.17, 6.18, 6.19, 7.0, 7.1, 7.2, 7.3");
  EXPECT_EQ(newestRelease().Name, "7.3");
  EXPECT_EQ(releaseNamed("7.30"), nullptr);
  for (const Release &R : targets()) {
    EXPECT_TRUE(shapesOf(R).contains("file_operations.mmap_prepare")) << R.Name;
    EXPECT_FALSE(R.Prepare.empty()) << R.Name;
  }
}

TEST(ReleasesTest, ReadmeNamesTheTargets) {
  std::ifstream File(PREMAP_TESTDATA "/../README.md");
  std::stringstream Text;
  Text << File.rdbuf();
  EXPECT_NE(Text.str().find("\n" + targetList() + "."), std::string::npos)
      << targetList();
}

TEST(ReleasesTest, ANameThatChangedHasItsTypeOfEachRelease) {
  auto type = [](std::string_view Name, std::string_view Release) {
    auto Shapes = shapesOf(*releaseNamed(Release));
    auto It = Shapes.find(Name);
    return It == Shapes.end() ? NoShape : It->second;
  };
  EXPECT_EQ(type("vma_get_page_prot", "7.0"), NoShape);
  EXPECT_EQ(type("vma_get_page_prot", "7.2"), "pgprot_t (vma_flags_t)");
  EXPECT_EQ(type("vma_get_page_prot", "7.3"),
            "pgprot_t (const struct vm_area_struct *)");
  EXPECT_EQ(type("is_cow_mapping", "7.2"), "bool (vm_flags_t)");
  EXPECT_EQ(type("is_cow_mapping", "7.3"), NoShape);
  EXPECT_EQ(type("__mk_vma_flags", "7.3"),
            "vma_flags_t (vma_flags_t, size_t, const vma_flag_t *)");
  EXPECT_EQ(typesOf("vma_get_page_prot").size(), 2u);
  EXPECT_TRUE(typesOf("no_such_function").empty());
  auto Where = releasesOf("vma_get_page_prot", "pgprot_t (vma_flags_t)");
  ASSERT_EQ(Where.size(), 2u);
  EXPECT_EQ(Where.front()->Name, "7.1");
  EXPECT_EQ(Where.back()->Name, "7.2");
}

// A difference that says what was so already is a slip.
TEST(ReleasesTest, EveryDifferenceIsOne) {
  std::map<std::string_view, std::string_view> Now;
  for (const Release &R : releases()) {
    std::set<std::string_view> Seen;
    for (const Shape &S : R.Differences) {
      EXPECT_TRUE(Seen.insert(S.Name).second) << R.Name << " " << S.Name;
      if (S.Type == NoShape)
        EXPECT_TRUE(Now.contains(S.Name)) << R.Name << " " << S.Name;
      else
        EXPECT_NE(Now[S.Name], S.Type) << R.Name << " " << S.Name;
      Now[S.Name] = S.Type;
    }
  }
}

// What is written for a call must be a declaration of some release.
TEST(ReleasesTest, DescriptorFormsCallWhatIsDeclared) {
  unsigned Checked = 0;
  for (const Call &C : calls())
    for (std::string_view Form : {C.ForDescriptor, C.Otherwise})
      for (std::size_t I = 0, Begin = 0; I < Form.size(); ++I) {
        if (std::isalnum((unsigned char)Form[I]) || Form[I] == '_')
          continue;
        std::string_view Word = Form.substr(Begin, I - Begin);
        Begin = I + 1;
        if (Form[I] != '(' || Word.empty())
          continue;
        EXPECT_FALSE(typesOf(Word).empty()) << C.Name << ": " << Word;
        ++Checked;
      }
  EXPECT_GT(Checked, 15u);
}

TEST(FieldsTest, BothNames) {
  EXPECT_EQ(descField("vm_start"), "start");
  EXPECT_EQ(descField("vm_private_data"), "private_data");
  EXPECT_EQ(descField("vm_flags"), "");
  EXPECT_EQ(descField("vm_file"), "");
  EXPECT_EQ(descField("vm_rb"), "");
  EXPECT_EQ(fieldNamed("vm_end")->Write, FieldWrite::Moves);
  EXPECT_EQ(fieldOfDesc("vma_flags")->Vma, FlagsWord);
  EXPECT_EQ(fieldOfDesc("vm_flags")->Vma, FlagsWord);
  EXPECT_EQ(fieldOfDesc("action"), nullptr);
}

TEST(FlagsTest, NamesAndBits) {
  EXPECT_EQ(flagNamed("VM_IO")->Bit, 14u);
  EXPECT_EQ(flagNamed("VMA_IO_BIT"), flagNamed("IO"));
  EXPECT_EQ(flagNamed("VMA_IO"), nullptr);
  EXPECT_EQ(flagNamed("VM_"), nullptr);
  EXPECT_EQ(flagNamed("VM_NO_SUCH"), nullptr);
  EXPECT_EQ(wordName(*flagNamed("PFNMAP")), "VM_PFNMAP");
  EXPECT_EQ(bitName(*flagNamed("PFNMAP")), "VMA_PFNMAP_BIT");
  EXPECT_EQ(specialBits(), 0x10044400u);
  EXPECT_EQ(remapBits(), 0x4044400u);
  EXPECT_EQ(flagNamed("DROPPABLE")->Mask, "VMA_DROPPABLE");
  EXPECT_FALSE(flagNamed("ALLOW_ANY_UNCACHED")->AbsentIn.empty());
  // The newest release has the bit of each, or it says where that is missing.
  auto Newest = shapesOf(newestRelease());
  for (const Flag &F : flags())
    if (F.AbsentIn.empty()) {
      EXPECT_TRUE(Newest.contains(bitName(F))) << F.Name;
    }
  // Whoever has no place in 32 bits is missing somewhere.
  for (const Flag &F : flags())
    if (F.Bit >= 32) {
      EXPECT_FALSE(F.AbsentIn.empty()) << F.Name;
    }
}

TEST(HooksTest, ByEitherField) {
  EXPECT_EQ(hookNamed("file_operations", "mmap")->Role, HookRole::File);
  EXPECT_EQ(hookNamed("file_operations", "mmap_prepare"),
            hookNamed("file_operations", "mmap"));
  EXPECT_EQ(hookNamed("uio_info", "mmap")->Prepare, "mmap_prepare");
  EXPECT_EQ(hookNamed("fb_ops", "fb_mmap")->Role, HookRole::Inner);
  EXPECT_EQ(hookNamed("fb_ops", ""), nullptr);
  EXPECT_EQ(hookNamed("no_ops", "mmap"), nullptr);
  // Either form is a member that some release has, of a known type.
  for (const Hook &H : hooks())
    for (std::string_view Field : {H.Field, H.Prepare})
      if (!Field.empty()) {
        EXPECT_FALSE(
            typesOf(std::string(H.Record) + "." + std::string(Field)).empty())
            << H.Record << "." << Field;
      }
}

TEST(ErrnosTest, BothWays) {
  EXPECT_EQ(errnoName(22), "EINVAL");
  EXPECT_EQ(errnoName(-11), "EAGAIN");
  EXPECT_EQ(errnoName(517), "EPROBE_DEFER");
  EXPECT_EQ(errnoName(0), "");
  EXPECT_EQ(errnoName(4096), "");
  EXPECT_EQ(errorText(-22), "-EINVAL");
  EXPECT_EQ(errorText(22), "-EINVAL");
  EXPECT_EQ(errorText(-4000), "-4000");
  EXPECT_EQ(errnoNumber("ENOMEM"), 12);
  EXPECT_EQ(errnoNumber("-EFAULT"), 14);
  EXPECT_FALSE(errnoNumber("EWHATEVER"));
  static_assert(errnoOf("ENOEXEC") == 8);
}

TEST(RulesTest, AllAreThereInOrder) {
  unsigned Number = 0;
  std::set<std::string> Ids;
  for (const Rule &R : rules()) {
    // Pitfalls of conversions are numbered without a gap.
    const std::string Id(R.Id);
    if (Id.starts_with("PM")) {
      char Expected[8];
      std::snprintf(Expected, sizeof Expected, "PM%03u", ++Number);
      EXPECT_EQ(Id, Expected);
    }
    EXPECT_TRUE(Ids.insert(Id).second) << Id;
    EXPECT_FALSE(R.Title.empty());
    EXPECT_TRUE(R.Cure.ends_with('.')) << Id;
    // Who lints needs an example of both.
    if (R.Lints != RuleLints::Nothing) {
      EXPECT_FALSE(R.Wrong.empty() || R.Right.empty()) << Id;
    }
  }
  EXPECT_EQ(Number, 48u);
  EXPECT_EQ(ruleOf("PM049"), nullptr);
  EXPECT_EQ(ruleOf("PM005")->Id, "PM005");
}

TEST(RulesTest, ReadmeHasTheTable) {
  std::ifstream File(PREMAP_TESTDATA "/../rewriters/README.md");
  std::stringstream Text;
  Text << File.rdbuf();
  EXPECT_NE(Text.str().find(rulesAsMarkdown()), std::string::npos)
      << "rewriters/README.md differs from:\n"
      << rulesAsMarkdown();
}

} // namespace premap::kernel
