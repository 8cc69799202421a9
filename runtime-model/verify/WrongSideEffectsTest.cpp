// Conversions by hand that are wrong in what they do besides setting members of
// the mapping, or when the mapping fails: each must be different.
#include "verify/ByHand.h"

using namespace premap::verify;

namespace {

const Conversion Wrong[] = {
    {"AStoreAndACheckChangePlaces",
     "m->tab[vma->vm_pgoff & 7] = 1; if (m->tab[0]) return -EBUSY;"
     "vma->vm_ops = &my_ops;",
     "if (m->tab[0]) return -EBUSY; m->tab[desc->pgoff & 7] = 1;"
     "desc->vm_ops = &my_ops;"},
    {"HalfOfARegisterIsWrittenFirst",
     "m->reg.word = 0; m->reg.part[1] = 5; vma->vm_ops = &my_ops;",
     "m->reg.part[1] = 5; m->reg.word = 0; desc->vm_ops = &my_ops;"},
    {"ARequestIsFilledInOtherwise",
     "struct request r = { m, vma->vm_start, vma->vm_end };"
     "if (fill(&r)) return -EBUSY; vma->vm_ops = &my_ops;",
     "struct request r = { m, desc->start, vma_desc_size(desc) };"
     "if (fill(&r)) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"AnAnswerIsReadBeforeItComes",
     "unsigned long at = 0; look(m->buf, &at); if (at) return -EBUSY;"
     "vma->vm_ops = &my_ops;",
     "unsigned long at = 0, now = at; look(m->buf, &at);"
     "if (now) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"ALoopWithAnUnknownEnd",
     "unsigned long sum = 0; for (int i = 0; i < m->users; i++)"
     "sum += ((unsigned long *)m->buf)[i]; if (sum > 9) return -EBUSY;"
     "vma->vm_ops = &my_ops;",
     "unsigned long sum = 0; for (int i = 1; i < m->users; i++)"
     "sum += ((unsigned long *)m->buf)[i]; if (sum > 9) return -EBUSY;"
     "desc->vm_ops = &my_ops;"},
    {"OnlyOnce",
     "static int once; if (once) return -EBUSY; once = 1;"
     "vma->vm_ops = &my_ops;",
     "static int once; if (once) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"AnotherFunctionOfTheTable",
     "if (m->ops->check(m)) return -EBUSY; vma->vm_ops = &my_ops;",
     "if (m->ops->probe(m)) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"TheTableIsReadTooEarly",
     "poke(m); if (m->ops->check(m)) return -EBUSY; vma->vm_ops = &my_ops;",
     "const struct calls *ops = m->ops; poke(m);"
     "if (ops->check(m)) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"DropsBehindTheLock",
     "mutex_lock(&m->lock); if (grab(m)) { drop(m); mutex_unlock(&m->lock);"
     "return -EBUSY; } mutex_unlock(&m->lock); vma->vm_ops = &my_ops;",
     "mutex_lock(&m->lock); if (grab(m)) { mutex_unlock(&m->lock); drop(m);"
     "return -EBUSY; } mutex_unlock(&m->lock); desc->vm_ops = &my_ops;"},
    {"AnUnsignedErrorIsNeverNegative",
     "int err = grab(m); if (err < 0) return -EBUSY; vma->vm_ops = &my_ops;",
     "unsigned int err = grab(m); if ((long)err < 0) return -EBUSY;"
     "desc->vm_ops = &my_ops;"},
    {"TheAnswerIsTurned",
     "int err = grab(m); if (err) return err; vma->vm_ops = &my_ops;",
     "int err = !grab(m); if (err) return err; desc->vm_ops = &my_ops;"},
    {"NoOpsAreSetYet", "if (vma->vm_ops) return -EBUSY; vma->vm_ops = &my_ops;",
     "if (desc->vm_ops) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"TheActionIsUnconditional",
     "vma->vm_ops = &my_ops; if (m->ready) return remap_pfn_range(vma,"
     "vma->vm_start, m->phys >> PAGE_SHIFT, vma->vm_end - vma->vm_start,"
     "vma->vm_page_prot);",
     "desc->vm_ops = &my_ops;"
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"NothingIsDroppedWhenTheActionFails",
     "if (grab(m)) return -EBUSY; vma->vm_ops = &my_ops;"
     "int err = remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot); if (err) drop(m);"
     "return err;",
     "if (grab(m)) return -EBUSY; desc->vm_ops = &my_ops;"
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"CountsBeforeTheAction",
     "int err = remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, vma->vm_page_prot); if (err) return err;"
     "atomic_inc(&m->count); vma->vm_ops = &my_ops;",
     "atomic_inc(&m->count); desc->vm_ops = &my_ops;"
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
    {"AByteOverflows",
     "if (vma_pages(vma) + m->len > 255) return -EINVAL;"
     "vma->vm_ops = &my_ops;",
     "unsigned char sum = vma_desc_pages(desc) + m->len;"
     "if (sum > 255 - 1) return -EINVAL; desc->vm_ops = &my_ops;"},
    {"TheFlagsAreAnInt", "m->flags = vma->vm_flags; vma->vm_ops = &my_ops;",
     "m->flags = (int)desc->vma_flags.bits[0]; desc->vm_ops = &my_ops;"},
    {"TheProductOverflows",
     "if (vma->vm_end - vma->vm_start != m->npages * PAGE_SIZE)"
     "return -EINVAL; vma->vm_ops = &my_ops;",
     "if (vma_desc_pages(desc) != m->npages) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"TheEndIsIncluded",
     "if (m->phys + (vma->vm_end - vma->vm_start) - 1 < m->phys)"
     "return -EINVAL; vma->vm_ops = &my_ops;",
     "if (m->phys + vma_desc_size(desc) < m->phys) return -EINVAL;"
     "desc->vm_ops = &my_ops;"},
    {"TheIoMemoryStartsAtTheOffset",
     "return vm_iomap_memory(vma, m->phys, m->len);",
     "mmap_action_simple_ioremap(desc, m->phys + (desc->pgoff << PAGE_SHIFT),"
     "m->len);"},
    {"ABitIsSetForEver",
     "if (test_and_set_bit(0, &m->flags)) return -EBUSY;"
     "vma->vm_ops = &my_ops;",
     "if (test_and_set_bit(0, &m->flags)) return -EBUSY;"
     "desc->vm_ops = &my_ops;"},
    {"ACountIsSwappedForEver",
     "if (atomic_xchg(&m->count, 1)) return -EBUSY; vma->vm_ops = &my_ops;",
     "if (atomic_xchg(&m->count, 1)) return -EBUSY; desc->vm_ops = &my_ops;"},
    {"OneOfManyCasesIsMissing",
     "switch (vma->vm_pgoff) { case 1: case 2: case 3: case 7: m->users = 1;"
     "break; case 9: break; default: return -EINVAL; }"
     "vma->vm_ops = &my_ops;",
     "switch (desc->pgoff) { case 1: case 3: case 7: m->users = 1;"
     "break; case 9: break; default: return -EINVAL; }"
     "desc->vm_ops = &my_ops;"},
    {"TheProtectionOfTheCallIsLost",
     "return remap_pfn_range(vma, vma->vm_start, m->phys >> PAGE_SHIFT,"
     "vma->vm_end - vma->vm_start, pgprot_noncached(vma->vm_page_prot));",
     "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);"},
};

class WrongSideEffects : public testing::TestWithParam<Conversion> {};

TEST_P(WrongSideEffects, IsDifferent) {
  VerifyResult R = verdictOf(GetParam());
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
}

INSTANTIATE_TEST_SUITE_P(Verify, WrongSideEffects, testing::ValuesIn(Wrong),
                         nameOfConversion);

/// A reference for each mapping, which close() gives back.
Change counted(const std::string &OldBody, const std::string &Mapped,
               const std::string &NewBody) {
  auto head = [](const std::string &Members) {
    return std::string(Head) +
           "static void my_close(struct vm_area_struct *vma)\n"
           "{ struct my *m = vma->vm_private_data;"
           " if (m) kref_put(&m->ref, NULL); }\n" +
           Members;
  };
  std::string Ops = "static const struct vm_operations_struct ref_ops = {"
                    " .close = my_close, ";
  return {head(Ops + "};\n"),
          "struct my *m = (void *)st;" + OldBody + "vma->vm_ops = &ref_ops;",
          head("static int my_mapped(unsigned long start, unsigned long end,"
               " pgoff_t pgoff, const struct file *file, void **private)\n"
               "{ struct my *m = *private; (void)m;" +
               Mapped + "return 0; }\n" + Ops + ".mapped = my_mapped };\n"),
          "struct my *m = (void *)st;" + NewBody + "desc->vm_ops = &ref_ops;"};
}

TEST(CountedByHand, AReferenceIsTakenWhenTheMappingExists) {
  const char *Old = "kref_get(&m->ref); vma->vm_private_data = m;";
  const char *Get = "kref_get(&m->ref);", *Set = "desc->private_data = m;";
  expectEqual(counted(Old, Get, Set));
  expectDifferent(counted(Old, "", Set), "effect_missing");
  expectDifferent(counted(Old, Get, std::string(Get) + Set), "effect_added");
  expectDifferent(counted(Old, "kref_get(&((struct my *)m->buf)->ref);", Set),
                  "effect_differs");
  expectDifferent(counted(Old, std::string(Get) + "*private = NULL;", Set),
                  "private_data_differs");
  expectDifferent(counted(Old, std::string(Get) + "return 1;", Set),
                  "now_fails");
  expectDifferent(
      counted(Old, "if (m->ready) return 0;" + std::string(Get), Set),
      "effect_missing");
  expectDifferent(
      counted(Old, "if (m->ready) return -EBUSY;" + std::string(Get), Set),
      "now_fails");
  // The old one refused while it held nothing yet.
  const char *Ask = "if (m->users) return -EBUSY;";
  expectEqual(counted(Ask + std::string(Old), Get, Ask + std::string(Set)));
}

} // namespace
