// What a careless conversion changes around the hook: helpers, tables,
// callbacks, locals, stores; and what it may change.
#include "verify/ChangedHook.h"

using namespace premap::verify;
using testing::Contains;

namespace {

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

TEST(AroundTheHook, AnIndexIsUsedBeforeItsCheck) {
  std::string Tables = "static unsigned long sizes[3];\n"
                       "struct board { unsigned int count; char kind[4];"
                       " unsigned long room[2]; };\n"
                       "static struct board board;\n";
  auto differs = [&](const std::string &Old, const std::string &New) {
    expectDifferent(sameBody(Tables, Old, Tables, New), "bad_index");
  };
  auto agrees = [&](const std::string &Old, const std::string &New) {
    expectEqual(sameBody(Tables, Old, Tables, New));
  };
  const char *Old = "if (vma->vm_pgoff > 2) return -EINVAL;"
                    "if (sizes[vma->vm_pgoff] > 9) return -EPERM;";
  differs(Old, "unsigned long size = sizes[desc->pgoff];"
               "if (desc->pgoff > 2) return -EINVAL;"
               "if (size > 9) return -EPERM;");
  agrees(Old, "unsigned long *size = &sizes[desc->pgoff];"
              "if (desc->pgoff > 2) return -EINVAL;"
              "if (*size > 9) return -EPERM;");
  // A bound of its own: the count may be smaller than the array.
  Old = "if (vma->vm_pgoff >= board.count) return -EINVAL;"
        "if (board.room[vma->vm_pgoff] > 9) return -EPERM;";
  differs(Old, "unsigned long room = board.room[desc->pgoff];"
               "if (desc->pgoff >= board.count) return -EINVAL;"
               "if (room > 9) return -EPERM;");
  agrees(Old, "unsigned long at = desc->pgoff;"
              "if (at >= board.count) return -EINVAL;"
              "if (board.room[at] > 9) return -EPERM;");
  // What the old one asked has nothing to do with the index.
  Old = "if (st->users) return -EBUSY;"
        "if (board.kind[st->low] == 3) return -EPERM;";
  agrees(Old, "char kind = board.kind[st->low];"
              "if (st->users) return -EBUSY;"
              "if (kind == 3) return -EPERM;");
  // Written, and by way of a pointer.
  Old = "int at = st->users; unsigned long *p = sizes;"
        "if (at < 0 || at > 2) return -EINVAL; p[at] = 0;";
  differs(Old, "int at = st->users; unsigned long *p = sizes;"
               "p[at] = 0; if (at < 0 || at > 2) return -EINVAL;");
  // The check was too late already.
  Old = "unsigned long size = sizes[vma->vm_pgoff];"
        "if (vma->vm_pgoff > 2) return -EINVAL; st->size = size;";
  agrees(Old, "unsigned long size = sizes[desc->pgoff];"
              "if (desc->pgoff > 2) return -EINVAL; st->size = size;");
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

TEST(AroundTheHook, AMemberStartsWithAnotherValue) {
  auto head = [](const char *Most) {
    return "static struct { int seen, most; } limits = { 0, " +
           std::string(Most) + " };\n";
  };
  const char *Use = "limits.seen = 1; if (st->users > limits.most)"
                    " return -EINVAL;";
  EXPECT_EQ(verifyChange(sameBody(head("4"), Use, head("8"), Use)).Result,
            Verdict::Inconclusive);
  const char *Own = "limits.most = 3; if (st->users > limits.most)"
                    " return -EINVAL;";
  expectEqual(sameBody(head("4"), Own, head("8"), Own));
}

/// Both texts mean what they say: not what lies at the same place.
TEST(AroundTheHook, ARecordHasAnotherLayout) {
  auto head = [](const char *Members) {
    return "struct mine { " + std::string(Members) + " };\n";
  };
  auto use = [](const char *Member) {
    return "struct mine *m = (void *)st; if (m->" + std::string(Member) +
           " > 5) return -EINVAL;";
  };
  std::string First = head("unsigned long first, second;");
  std::string Turned = head("unsigned long second, first;");
  expectInconclusive(sameBody(First, use("first"), Turned, use("second")),
                     "unmodelled");
  expectInconclusive(sameBody(First, use("first"), Turned, use("first")),
                     "unmodelled");
  expectEqual(sameBody(First, use("second"),
                       head("unsigned long first, second, third;"),
                       use("second")));
  expectInconclusive(sameBody(First, use("second"),
                              head("unsigned long first, third;"),
                              use("third")),
                     "unmodelled");
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

TEST(AroundTheHook, AStoreIsCoveredByALaterOne) {
  std::string Head = "static unsigned long sizes[8];\n";
  const char *Old = "sizes[st->low & 7] = 1; st->base = 2;"
                    "sizes[st->high & 7] = 3;";
  expectEqual(sameBody(Head, Old, Head,
                       "sizes[st->low & 7] = 9; sizes[st->low & 7] = 1;"
                       "st->base = 2; sizes[st->high & 7] = 3;"));
  expectEqual(sameBody("",
                       "unsigned long *all = (void *)st;"
                       "all[4 + (st->base & 3)] = 1;",
                       "",
                       "unsigned long *all = (void *)st;"
                       "all[4 + (st->base & 3)] = 9;"
                       "all[4 + (st->base & 3)] = 1;"));
  // The two may be one.
  expectDifferent(sameBody(Head, Old, Head,
                           "sizes[st->high & 7] = 3; st->base = 2;"
                           "sizes[st->low & 7] = 1;"),
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

/// What a lock protects is not what it was when the lock is gone.
TEST(AroundTheHook, AReadMovesBehindTheUnlock) {
  const char *Head = "static struct mutex lock;\n";
  auto locked = [](const std::string &Inside, const std::string &After) {
    return "unsigned long size; mutex_lock(&lock);" + Inside +
           "mutex_unlock(&lock);" + After;
  };
  std::string Old =
      locked("size = st->size;", "if (vma_pages(vma) > size) return -EINVAL;");
  expectDifferent(
      sameBody(Head, Old, Head,
               locked("", "size = st->size;"
                          "if (vma_desc_pages(desc) > size) return -EINVAL;")),
      "now_fails");
  expectEqual(sameBody(
      Head, Old, Head,
      locked("size = st->size; size <<= PAGE_SHIFT; size >>= PAGE_SHIFT;"
             "if (size != st->size) size = st->size;",
             "if (vma_desc_size(desc) >> PAGE_SHIFT > size)"
             " return -EINVAL;")));
  // Neither text reads it under the lock.
  expectEqual(sameBody(
      Head, locked("", "if (vma_pages(vma) > st->size) return -EINVAL;"), Head,
      locked("", "if (vma_desc_pages(desc) > st->size) return -EINVAL;")));
}

/// file_mmap_ok() of mm/mmap.c: no file may be mapped beyond 1 << 64.
TEST(AroundTheHook, AnOffsetThatDoMmapRefusesNeedsNoCheck) {
  const char *Wraps = "phys_addr_t at = (phys_addr_t)vma->vm_pgoff << 12;"
                      "if (at >> 12 != vma->vm_pgoff) return -EINVAL;"
                      "if (at + (vma->vm_end - vma->vm_start) - 1 < at)"
                      " return -EINVAL;";
  expectEqual(sameBody("", Wraps, "", ""));
  // FOP_UNSIGNED_OFFSET allows the very last page.
  expectDifferent(sameBody("",
                           "if (vma->vm_pgoff + vma_pages(vma) == 1UL << 52)"
                           " return -EINVAL;",
                           "", ""),
                  "now_succeeds");
  expectEqual(sameBody("",
                       "if (vma->vm_pgoff + vma_pages(vma) > 1UL << 52)"
                       " return -EINVAL;",
                       "", ""));
}

/// A table whose close() is \p Body, and a hook that sets it.
Change closing(const std::string &OldBody, const std::string &NewBody) {
  auto head = [](const std::string &Body) {
    return "static const struct vm_operations_struct my_ops, other_ops;\n"
           "static void my_close(struct vm_area_struct *vma)\n"
           "{ struct state *st = vma->vm_private_data;\n" +
           Body +
           "}\n"
           "static const struct vm_operations_struct my_ops = "
           "{ .close = my_close };\n"
           "static const struct vm_operations_struct other_ops = { };\n";
  };
  return {head(OldBody), "vma->vm_private_data = st; vma->vm_ops = &my_ops;",
          head(NewBody), "desc->private_data = st; desc->vm_ops = &my_ops;"};
}

TEST(AroundTheHook, ACallbackSeesTheTableThatItStandsIn) {
  const char *Own = "if (vma->vm_ops == &my_ops) st->users--;";
  expectInconclusive(
      closing(Own, "if (vma->vm_ops == &my_ops) st->users -= 2;"),
      "callback_changed");
  expectEqual(closing(Own, "st->users--;"));
  expectEqual(closing(Own, "if (vma->vm_ops != &other_ops) st->users--;"));
  expectInconclusive(closing(Own, "if (vma->vm_ops == &other_ops)"
                                  " st->users--;"),
                     "callback_changed");
}

/// Of a private mapping, remap_pfn_range() makes it the first pfn.
TEST(AroundTheHook, ACallbackSeesAnyPageOffset) {
  expectInconclusive(
      closing("st->base = vma->vm_pgoff + vma_pages(vma) < vma->vm_pgoff;",
              "st->base = 0;"),
      "callback_changed");
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

/// instrumentation_begin() is numbered through the whole file.
TEST(AroundTheHook, ANoteForObjtoolIsNoCode) {
  auto note = [](const char *Label, const char *Code) {
    return "asm volatile(\"" + std::string(Label) + ": " + Code +
           "\\n\\t.pushsection .discard.instr_begin\\n\\t.long " + Label +
           "b - .\\n\\t.popsection\\n\\t\");";
  };
  expectEqual(sameBody("", note("351", "nop"), "", note("356", "nop")));
  expectEqual(sameBody("", "", "", note("356", "nop")));
  expectDifferent(sameBody("", note("351", "cli"), "", note("351", "sti")),
                  "effect_differs");
}

TEST(AroundTheHook, AHeaderSpellsALockInTwoWays) {
  std::string Head =
      "typedef struct { int rlock; } spinlock_t; extern spinlock_t guard;\n"
      "int *spinlock_check(spinlock_t *lock);\n"
      "unsigned long _raw_spin_lock_irqsave(int *lock);\n"
      "void _raw_spin_unlock_irqrestore(int *lock, unsigned long flags);\n";
  std::string Rest = "st->users++; _raw_spin_unlock_irqrestore(&guard.rlock,"
                     " flags);";
  expectEqual(sameBody(
      Head,
      "unsigned long flags = _raw_spin_lock_irqsave(spinlock_check(&guard));" +
          Rest,
      Head,
      "unsigned long flags = _raw_spin_lock_irqsave(&guard.rlock);" + Rest));
}

TEST(AroundTheHook, AnErrorIsTranslatedToAnother) {
  Change C = {"",
              "if (remap_pfn_range(vma, vma->vm_start, 5, vma->vm_end -"
              " vma->vm_start, vma->vm_page_prot)) return -EAGAIN;",
              "static int translate(int err) { return -EINVAL; }\n",
              "mmap_action_remap_full(desc, 5);"
              "desc->action.error_hook = translate;"};
  expectDifferent(C, "return_differs");
  EXPECT_THAT(ids(verifyChange(C)),
              testing::Not(Contains("errno_not_translated")));
}

} // namespace
