#include "verify/TestSupport.h"

#include "gmock/gmock.h"

using namespace premap::verify;
using testing::Contains;
using testing::IsEmpty;

namespace {

VerifyResult verifyOne(const std::string &Old, const std::string &New) {
  std::vector<VerifyResult> Results = verifyUnit(inputFor(Old, New));
  EXPECT_EQ(Results.size(), 1u);
  if (Results.empty())
    return {};
  return Results[0];
}

const char *Common = R"(
#include "kernel.h"
struct state { unsigned long base; unsigned long size; struct mutex lock; };
extern const struct vm_operations_struct my_vm_ops;
)";

std::string oldDriver(const std::string &Body) {
  return std::string(Common) +
         "static int my_mmap(struct file *file, struct vm_area_struct *vma)\n{"
         "\n\tstruct state *st = file->private_data;\n(void)st;\n" +
         Body +
         "\n}\nconst struct file_operations my_fops = { .mmap = my_mmap };\n";
}

std::string newDriver(const std::string &Body) {
  return std::string(Common) +
         "static int my_mmap_prepare(struct vm_area_desc *desc)\n{\n\tstruct "
         "state *st = desc->file->private_data;\n(void)st;\n" +
         Body +
         "\n}\nconst struct file_operations my_fops = { .mmap_prepare = "
         "my_mmap_prepare };\n";
}

TEST(Verify, VmOpsOnlyIsEquivalent) {
  VerifyResult R = verifyOne(oldDriver("vma->vm_ops = &my_vm_ops; return 0;"),
                             newDriver("desc->vm_ops = &my_vm_ops; return 0;"));
  EXPECT_EQ(R.Result, Verdict::Equivalent) << toJson(R).dump(1);
  EXPECT_THAT(R.Differences, IsEmpty()) << toJson(R).dump(1);
  EXPECT_EQ(R.OldHandler, "my_mmap");
  EXPECT_EQ(R.NewHandler, "my_mmap_prepare");
  EXPECT_EQ(R.Table, "my_fops");
  EXPECT_EQ(R.File, "driver.c");
}

TEST(Verify, ForgottenVmOpsAreDifferent) {
  VerifyResult R = verifyOne(oldDriver("vma->vm_ops = &my_vm_ops; return 0;"),
                             newDriver("return 0;"));
  EXPECT_EQ(R.Result, Verdict::Different);
  EXPECT_THAT(ids(R), Contains("vm_ops_differ"));
  EXPECT_FALSE(R.Counterexample.is_null());
}

TEST(Verify, HandlerAgainstItselfIsEquivalent) {
  std::string Text = oldDriver(R"(
    unsigned long size = vma->vm_end - vma->vm_start;
    if (size > st->size) return -EINVAL;
    vm_flags_set(vma, VM_IO | VM_DONTDUMP);
    vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
    return remap_pfn_range(vma, vma->vm_start, st->base + vma->vm_pgoff, size,
                           vma->vm_page_prot);)");
  VerifyResult R = verifyOne(Text, Text);
  EXPECT_EQ(R.Result, Verdict::Equivalent) << toJson(R).dump(1);
  EXPECT_THAT(R.Differences, IsEmpty());
}

TEST(Verify, RemapConversionIsEquivalent) {
  VerifyResult R = verifyOne(oldDriver(R"(
    unsigned long size = vma->vm_end - vma->vm_start;
    if (size > st->size) return -EINVAL;
    vma->vm_ops = &my_vm_ops;
    vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
    return remap_pfn_range(vma, vma->vm_start, st->base + vma->vm_pgoff, size,
                           vma->vm_page_prot);)"),
                             newDriver(R"(
    if (vma_desc_size(desc) > st->size) return -EINVAL;
    desc->vm_ops = &my_vm_ops;
    desc->page_prot = pgprot_noncached(desc->page_prot);
    mmap_action_remap_full(desc, st->base + desc->pgoff);
    return 0;)"));
  EXPECT_EQ(R.Result, Verdict::Equivalent) << toJson(R).dump(1);
}

/// A callee fills a local: the same local, though its function has a new name.
TEST(Verify, ResultsInLocalsSurviveTheRename) {
  const char *Declare = "int my_lookup(struct state *st, unsigned long *at);\n";
  std::string Old = Declare + oldDriver(R"(
    unsigned long at;
    if (my_lookup(st, &at)) return -EINVAL;
    vma->vm_ops = &my_vm_ops;
    return at ? 0 : -ENODEV;)");
  std::string New = Declare + newDriver(R"(
    unsigned long at;
    if (my_lookup(st, &at)) return -EINVAL;
    desc->vm_ops = &my_vm_ops;
    return at ? 0 : -ENODEV;)");
  VerifyResult R = verifyOne("struct state;\n" + Old, "struct state;\n" + New);
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);

  std::string Negated = New;
  Negated.replace(Negated.find("at ? 0"), 6, "!at ? 0");
  R = verifyOne("struct state;\n" + Old, "struct state;\n" + Negated);
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
}

/// __func__ follows the rename; any other text is a change.
TEST(Verify, TheHooksOwnNameIsNoDifference) {
  const char *Declare = "int my_trace(const char *who);\n";
  std::string Old = Declare + oldDriver("my_trace(__func__);"
                                        "vma->vm_ops = &my_vm_ops; return 0;");
  std::string New = Declare + newDriver("my_trace(__func__);"
                                        "desc->vm_ops = &my_vm_ops; return 0;");
  VerifyResult R = verifyOne(Old, New);
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);

  std::string Other = New;
  Other.replace(Other.find("__func__"), 8, "\"other\"");
  R = verifyOne(Old, Other);
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
}

TEST(Verify, UnsetVmOpsMatterOnTheCompatPath) {
  VerifyResult R = verifyOne(oldDriver(R"(
    unsigned long size = vma->vm_end - vma->vm_start;
    if (size > st->size) return -EINVAL;
    vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
    return remap_pfn_range(vma, vma->vm_start, st->base + vma->vm_pgoff, size,
                           vma->vm_page_prot);)"),
                             newDriver(R"(
    if (vma_desc_size(desc) > st->size) return -EINVAL;
    desc->page_prot = pgprot_noncached(desc->page_prot);
    mmap_action_remap_full(desc, st->base + desc->pgoff);
    return 0;)"));
  EXPECT_THAT(ids(R), testing::ElementsAre("compat_differs"));
  EXPECT_EQ(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
}

TEST(Verify, PageProtAfterTheActionIsDifferent) {
  VerifyResult R = verifyOne(oldDriver(R"(
    vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
    return remap_pfn_range(vma, vma->vm_start, st->base,
                           vma->vm_end - vma->vm_start, vma->vm_page_prot);)"),
                             newDriver(R"(
    mmap_action_remap_full(desc, st->base);
    desc->page_prot = pgprot_noncached(desc->page_prot);
    return 0;)"));
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("request_prot"));
}

TEST(Verify, FlagTestsOfSeveralBits) {
  std::string Old = oldDriver(
      "if ((vma->vm_flags & (VM_SHARED | VM_WRITE)) == (VM_SHARED | VM_WRITE))"
      " return -EPERM; vma->vm_ops = &my_vm_ops; return 0;");
  auto converted = [](const std::string &Test) {
    return newDriver("if (" + Test +
                     "(desc, VMA_SHARED_BIT, VMA_WRITE_BIT)) return -EPERM; "
                     "desc->vm_ops = &my_vm_ops; return 0;");
  };
  VerifyResult All = verifyOne(Old, converted("vma_desc_test_all"));
  EXPECT_EQ(All.Result, Verdict::Equivalent) << toJson(All).dump(1);
  VerifyResult Any = verifyOne(Old, converted("vma_desc_test_any"));
  EXPECT_EQ(Any.Result, Verdict::Different);
  EXPECT_THAT(ids(Any), Contains("now_fails"));
}

TEST(Verify, LoopsAreBounded) {
  std::string Text = oldDriver(R"(
    unsigned long i, sum = 0;
    unsigned long *table = (unsigned long *)st->base;
    for (i = 0; i < st->size; i++) sum += table[i];
    vma->vm_private_data = (void *)sum;
    return 0;)");
  VerifyResult R = verifyOne(Text, Text);
  EXPECT_EQ(R.Result, Verdict::EquivalentBounded) << toJson(R).dump(1);
}

TEST(Verify, UncompilableTextIsInconclusive) {
  VerifyResult R = verifyOne(oldDriver("return 0;"), newDriver("return nope;"));
  EXPECT_EQ(R.Result, Verdict::Inconclusive);
  EXPECT_THAT(ids(R), Contains("not_compiled"));
  EXPECT_NE(R.Differences[0].Message.find("nope"), std::string::npos);
}

/// Wherever the tree is, the result names its files from its root.
TEST(Verify, PathsStartAtTheRootOfTheTree) {
  VerifyResult Broken =
      verifyOne("int a;\n" + oldDriver("return 0;"), newDriver("return nope;"));
  EXPECT_NE(Broken.Differences[0].Message.find("the new one, driver.c:"),
            std::string::npos)
      << Broken.Differences[0].Message;

  VerifyInput Input = inputFor(
      oldDriver("mutex_lock(&st->lock);\nmutex_unlock(&st->lock);\nreturn 0;"),
      newDriver("file_accessed(desc->file);\nreturn 0;"));
  // The command may run in a folder of the tree, of which Clang takes its part
  // of the name away, or beside it.
  for (const char *Folder : {"/k", "/k/build", "/other"}) {
    Input.Main.Directory = Folder;
    std::vector<VerifyResult> Results = verifyUnit(Input);
    ASSERT_EQ(Results.size(), 1u);
    std::string Text = toJson(Results[0]).dump(1);
    EXPECT_EQ(Results[0].Result, Verdict::Different) << Text;
    EXPECT_NE(Text.find("\"driver.c:"), std::string::npos) << Text;
    EXPECT_NE(Text.find(" at driver.c:"), std::string::npos) << Text;
    EXPECT_EQ(Text.find("/driver.c"), std::string::npos) << Text;
  }
}

TEST(Verify, EveryHookWithoutAPartnerIsNamed) {
  std::string Both =
      oldDriver("return 0;") +
      "const struct file_operations other_fops = { .mmap = my_mmap };\n";
  std::vector<VerifyResult> Results =
      verifyUnit(inputFor(Both, std::string(Common)));
  ASSERT_EQ(Results.size(), 2u);
  for (const VerifyResult &R : Results) {
    EXPECT_EQ(R.Result, Verdict::Inconclusive);
    EXPECT_EQ(R.OldHandler, "my_mmap");
    EXPECT_THAT(ids(R), testing::ElementsAre("no_pair"));
  }
  EXPECT_EQ(Results[0].Table, "my_fops");
  EXPECT_EQ(Results[1].Table, "other_fops");
}

/// Two ways to take one thing: what a hook takes the one way and drops is not
/// lost, what it keeps is.
TEST(Verify, DeclaredResourcesAreCountedTogether) {
  const char *Declare =
      "struct state;\nvoid my_get(struct state *);\nvoid my_tryget(struct "
      "state *);\nvoid my_put(struct state *);\n";
  VerifyOptions Options;
  Options.Resources = {{"my_get", "my_put"}, {"my_tryget", "my_put"}};
  auto verdictOn = [&](const std::string &Body) {
    std::string Old = Declare + oldDriver(Body + "vma->vm_ops = &my_vm_ops;"
                                                 "return 0;");
    std::string New = Declare + newDriver(Body + "desc->vm_ops = &my_vm_ops;"
                                                 "return 0;");
    return verifyUnit(inputFor(Old, New), Options).at(0);
  };
  // With a body in the file the declaration counts, not what it does.
  std::string WithBodies =
      std::string(Common) +
      "static void my_get(struct state *st) { st->size++; }\n"
      "static void my_put(struct state *st) { st->size--; }\n";
  auto bodies = [&](const std::string &Body) {
    std::string Old = oldDriver(Body + "vma->vm_ops = &my_vm_ops; return 0;");
    std::string New = newDriver(Body + "desc->vm_ops = &my_vm_ops; return 0;");
    for (std::string *Text : {&Old, &New})
      Text->replace(Text->find(Common), std::string(Common).size(), WithBodies);
    return verifyUnit(inputFor(Old, New), Options).at(0);
  };
  VerifyResult Counted = bodies("my_get(st);");
  EXPECT_EQ(Counted.Result, Verdict::Different) << toJson(Counted).dump(1);
  EXPECT_THAT(ids(Counted), Contains("acquire_in_hook"));
  VerifyResult Both = bodies("my_get(st); my_put(st);");
  EXPECT_LE(Both.Result, Verdict::EquivalentWithDifferences)
      << toJson(Both).dump(1);

  for (const char *Take : {"my_get(st);", "my_tryget(st);"}) {
    VerifyResult Kept = verdictOn(Take);
    EXPECT_EQ(Kept.Result, Verdict::Different) << toJson(Kept).dump(1);
    EXPECT_THAT(ids(Kept), Contains("acquire_in_hook"));
    VerifyResult Dropped = verdictOn(std::string(Take) + "my_put(st);");
    EXPECT_LE(Dropped.Result, Verdict::EquivalentWithDifferences)
        << toJson(Dropped).dump(1);
  }
}

TEST(Verify, OpaqueCalleeWithTheVmaIsInconclusive) {
  VerifyResult R = verifyOne(
      oldDriver("extern int helper(struct vm_area_struct *); return "
                "helper(vma);"),
      newDriver("extern int helper_desc(struct vm_area_desc *); return "
                "helper_desc(desc);"));
  EXPECT_EQ(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("callee_takes_mapping"));
}

TEST(Verify, UnknownHandlerIsNamed) {
  VerifyInput Input = inputFor(oldDriver("return 0;"), oldDriver("return 0;"));
  Input.Handler = "nobody";
  std::vector<VerifyResult> Results = verifyUnit(Input);
  ASSERT_EQ(Results.size(), 1u);
  EXPECT_EQ(Results[0].Result, Verdict::Inconclusive);
  EXPECT_EQ(Results[0].Differences[0].Id, "no_pair");
}

} // namespace
