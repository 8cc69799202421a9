// What a careless conversion changes around the hook: helpers, tables,
// callbacks, locals, stores; and what it may change.
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

using namespace premap::verify;
using testing::Contains;

namespace {

/// Both texts share a head; the hooks' bodies begin with `st` at hand.
struct Change {
  std::string OldHead, OldBody, NewHead, NewBody;
};

VerifyResult verifyChange(const Change &C) {
  std::string Common = R"(
#include "kernel.h"
struct state { unsigned long base, size; volatile unsigned int doorbell;
               unsigned int low, high; int users; };
int read_pair(struct state *, unsigned long *, unsigned long *);
)";
  std::string Old =
      Common + C.OldHead +
      "static int my_mmap(struct file *file, struct vm_area_struct *vma)\n{\n"
      "struct state *st = file->private_data; (void)st;\n" +
      C.OldBody +
      "\nreturn 0;\n}\n"
      "const struct file_operations my_fops = { .mmap = my_mmap };\n";
  std::string New = Common + C.NewHead +
                    "static int my_mmap_prepare(struct vm_area_desc *desc)\n{\n"
                    "struct state *st = desc->file->private_data; (void)st;\n" +
                    C.NewBody +
                    "\nreturn 0;\n}\n"
                    "const struct file_operations my_fops = {\n"
                    ".mmap_prepare = my_mmap_prepare };\n";
  std::vector<VerifyResult> Results = verifyUnit(inputFor(Old, New));
  EXPECT_EQ(Results.size(), 1u);
  return Results.empty() ? VerifyResult{} : Results[0];
}

/// \p Head and \p Body with the vma's names for the desc's.
Change sameBody(const std::string &OldHead, const std::string &OldBody,
                const std::string &NewHead, const std::string &NewBody) {
  std::string Ops = "static const struct vm_operations_struct my_ops = { };\n";
  return {Ops + OldHead, OldBody + "vma->vm_ops = &my_ops;", Ops + NewHead,
          NewBody + "desc->vm_ops = &my_ops;"};
}

void expectDifferent(const Change &C, const char *Id) {
  VerifyResult R = verifyChange(C);
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains(Id));
}

void expectEqual(const Change &C) {
  VerifyResult R = verifyChange(C);
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
}

TEST(AroundTheHook, APointerIsFollowedBeforeItsTest) {
  expectDifferent(
      sameBody("", "if (!st) return -ENODEV; if (st->size > 5) return -EINVAL;",
               "",
               "unsigned long size = st->size; if (!st) return -ENODEV;"
               "if (size > 5) return -EINVAL;"),
      "bad_pointer");
}

TEST(AroundTheHook, ADivisionComesBeforeItsTest) {
  expectDifferent(
      sameBody("", "if (!st->size) return -EINVAL; st->base = 8 / st->size;",
               "",
               "unsigned long base = 8 / st->size;"
               "if (!st->size) return -EINVAL; st->base = base;"),
      "divides_by_zero");
}

TEST(AroundTheHook, ATableHasAnotherEntry) {
  auto table = [](const char *Third) {
    return "static const unsigned long sizes[] = { 1, 2, " +
           std::string(Third) + " };\n";
  };
  const char *Old = "if (vma->vm_pgoff > 2) return -EINVAL;"
                    "st->base = sizes[vma->vm_pgoff];";
  const char *New = "if (desc->pgoff > 2) return -EINVAL;"
                    "st->base = sizes[desc->pgoff];";
  expectDifferent(sameBody(table("4"), Old, table("8"), New), "effect_differs");
  expectEqual(sameBody(table("4"), Old, table("4"), New));
}

TEST(AroundTheHook, AnUnchangedHelperReadsAChangedTable) {
  auto head = [](const char *Limit) {
    return "static const unsigned long limits[] = { " + std::string(Limit) +
           " };\nstatic unsigned long limit(void) { return limits[0]; }\n";
  };
  expectDifferent(sameBody(head("4"), "st->base = limit();", head("8"),
                           "st->base = limit();"),
                  "effect_differs");
}

TEST(AroundTheHook, AVariableStartsWithAnotherValue) {
  VerifyResult R =
      verifyChange(sameBody("static int limit = 4;\n", "st->users = limit;",
                            "static int limit = 8;\n", "st->users = limit;"));
  EXPECT_EQ(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
}

TEST(AroundTheHook, OutputsAreSwapped) {
  const char *Old = "unsigned long a, b; read_pair(st, &a, &b);"
                    "st->base = a; st->size = b;";
  expectDifferent(sameBody("", Old, "",
                           "unsigned long a, b; read_pair(st, &b, &a);"
                           "st->base = a; st->size = b;"),
                  "effect_differs");
  // Locals have no names of their own.
  expectEqual(sameBody("", Old, "",
                       "unsigned long y; unsigned long x;"
                       "read_pair(st, &x, &y); st->base = x; st->size = y;"));
}

TEST(AroundTheHook, AVolatileStoreIsDropped) {
  expectDifferent(sameBody("", "st->doorbell = 1; st->doorbell = 0;", "",
                           "st->doorbell = 0;"),
                  "effect_differs");
}

TEST(AroundTheHook, AStoreIsNarrower) {
  expectDifferent(
      sameBody("", "*(unsigned long *)&st->low = 0;", "", "st->low = 0;"),
      "effect_differs");
}

TEST(AroundTheHook, ALoopWithAKnownEndIsFollowedToIt) {
  const char *Search = "int i; for (i = 0; i < 8; i++)"
                       " if (((unsigned long *)st->base)[i] == st->size)"
                       " return -EINVAL;";
  VerifyResult R = verifyChange(sameBody("", Search, "", Search));
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences);
  EXPECT_NE(R.Result, Verdict::EquivalentBounded) << toJson(R).dump(1);
  expectDifferent(
      sameBody("", Search, "", std::string(Search) + "return -ENODEV;"),
      "now_fails");
}

TEST(AroundTheHook, TheReturnValueIsNotSet) {
  expectDifferent(sameBody("", "", "",
                           "int ret; if (!st->size) ret = 0;"
                           "if (st->size) return ret;"),
                  "now_fails");
}

TEST(AroundTheHook, BothHooksAreSet) {
  std::string Old = R"(
#include "kernel.h"
static int a(struct file *f, struct vm_area_struct *vma) { return 0; }
const struct file_operations my_fops = { .mmap = a };
)";
  std::string New = R"(
#include "kernel.h"
static int a(struct file *f, struct vm_area_struct *vma) { return 0; }
static int b(struct vm_area_desc *desc) { return 0; }
const struct file_operations my_fops = { .mmap = a, .mmap_prepare = b };
)";
  std::vector<VerifyResult> Results = verifyUnit(inputFor(Old, New));
  ASSERT_EQ(Results.size(), 1u);
  EXPECT_EQ(Results[0].Result, Verdict::Different);
  EXPECT_THAT(ids(Results[0]), Contains("both_hooks"));
}

TEST(AroundTheHook, AHelperWithABodyIsLookedInto) {
  expectEqual(sameBody("static int most(void) { return 16; }\n",
                       "if (st->users > most()) return -EINVAL;", "",
                       "if (st->users > 16) return -EINVAL;"));
}

TEST(AroundTheHook, AFileIsNamedByWayOfDots) {
  VerifyInput Input =
      inputFor("#include \"kernel.h\"\nstatic int a(struct file *f, struct "
               "vm_area_struct *vma) { return 0; }\nconst struct "
               "file_operations my_fops = { .mmap = a };\n",
               "#include \"kernel.h\"\nstatic int b(struct vm_area_desc *d) { "
               "return -EPERM; }\nconst struct file_operations my_fops = { "
               ".mmap_prepare = b };\n");
  Input.Main.File = Input.Main.Arguments.back() = "/k/arch/../driver.c";
  std::vector<VerifyResult> Results = verifyUnit(Input);
  ASSERT_EQ(Results.size(), 1u);
  EXPECT_EQ(Results[0].Result, Verdict::Different)
      << toJson(Results[0]).dump(1);
  EXPECT_EQ(Results[0].File, "driver.c");
}

} // namespace
