#include "tool/InactiveBranch.h"

#include "matchers/FactIndex.h"
#include "matchers/HookSnippet.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

static const std::string Source = R"(#include <kernel.h>
#define SMALL_PAGES 0
static int good_mmap(struct file *f, struct vm_area_struct *vma)
{ return 0; }
#if SMALL_PAGES
static int small_mmap(struct file *f, struct vm_area_struct *vma)
{ vm_flags_set(vma, VM_IO); return 0; }
#else
#define small_mmap NULL
#endif
#if 0 + SMALL_PAGES
static int other(void) { return 1; }
#endif
static const struct file_operations a = { .mmap = good_mmap };
static const struct file_operations b = { .mmap = small_mmap };
)";

TEST(InactiveBranch, TheBranchOfAHandlerIsTaken) {
  UnitFacts Unit = factsOf(Source);
  ASSERT_EQ(parseError(Unit), "");
  std::optional<InactiveBranch> Branch = branchWithHandlers(Unit, Source);
  ASSERT_TRUE(Branch);
  EXPECT_EQ(Branch->Assumes, "#if SMALL_PAGES");
  ASSERT_EQ(Branch->Text.size(), Source.size());
  EXPECT_EQ(Branch->Text.find("#if 1          \nstatic int small_mmap"),
            Source.find("#if SMALL_PAGES\nstatic int small_mmap"));
  EXPECT_NE(Branch->Text.find("#if 0 + SMALL_PAGES\n"), std::string::npos);

  UnitFacts Other = bestEffortFactsOf(Branch->Text);
  Other.Assumes = Branch->Assumes;
  keepNewOnly(Other, Unit);
  ASSERT_THAT(Other.Functions, SizeIs(1));
  FactIndex Index({Unit, Other});
  ASSERT_THAT(Index.handlers(), SizeIs(2));
  const HandlerRecord &Good = Index.handlers()[0], &Small = Index.handlers()[1];
  EXPECT_EQ(Good.Name, "good_mmap");
  EXPECT_FALSE(Good.BestEffort);
  EXPECT_EQ(Good.Assumes, "");
  EXPECT_THAT(Good.Archs, ElementsAre("x86_64"));
  EXPECT_EQ(Small.Name, "small_mmap");
  EXPECT_TRUE(Small.BestEffort);
  EXPECT_EQ(Small.Broken, "");
  EXPECT_EQ(Small.Assumes, "#if SMALL_PAGES");
  EXPECT_EQ(Small.Class, HandlerClass::FlagSetting);
  EXPECT_EQ(Small.Line, 6u);
}

TEST(InactiveBranch, OtherwiseNoneIsTaken) {
  auto Has = [](const std::string &Text) {
    return branchWithHandlers(factsOf(Text), Text).has_value();
  };
  // The function is there all the same, or nowhere.
  EXPECT_FALSE(Has("#include <kernel.h>\n"
                   "static const struct file_operations a = { .mmap = NULL };\n"
                   "#if 0\nstatic int x_mmap(int a) { return 0; }\n#endif\n"));
  EXPECT_FALSE(Has("#include <kernel.h>\n#define x_mmap NULL\n"
                   "static const struct file_operations a = { .mmap = x_mmap };"
                   "\n"));
  // Its #if would have to be false.
  EXPECT_FALSE(
      Has("#include <kernel.h>\n#if 1\n#define x_mmap NULL\n#else\n"
          "static int x_mmap(struct file *f, struct vm_area_struct *v)\n"
          "{ return 0; }\n#endif\n"
          "static const struct file_operations a = { .mmap = x_mmap };\n"));
}
