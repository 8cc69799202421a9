// What a hook does before the mapping exists: what it takes, counts, marks,
// frees; and what moved to mapped() with or without its lock.
#include "verify/ByHand.h"

using namespace premap::verify;
using testing::Contains;
using testing::Not;

namespace {

const char *More = R"(
void *__kvmalloc_node_noprof(unsigned long, unsigned int);
struct page *alloc_pages_noprof(unsigned int, unsigned int);
unsigned long get_free_pages_noprof(unsigned int, unsigned int);
_Bool mem_alloc_profiling_enabled(void);
void alloc_tag_save(void *); void kvfree(const void *);
void __free_pages(struct page *, unsigned int);
void free_pages(unsigned long, unsigned int);
char *kasprintf(unsigned int, const char *, ...);
int scan(struct my *, void *); int room(struct my *);
#define counted(call) ({ typeof(call) _r; \
  if (mem_alloc_profiling_enabled()) { alloc_tag_save(0); _r = call; } \
  else _r = call; _r; })
)";

Change change(const std::string &Old, const std::string &New,
              const std::string &OldHead = "",
              const std::string &NewHead = "") {
  const std::string Start = "struct my *m = (void *)st; (void)m;\n";
  return {Head + std::string(More) + OldHead, Start + Old,
          Head + std::string(More) + NewHead, Start + New};
}

/// The same text for both, with the names of the vma or the desc.
Change kept(const std::string &Body) {
  return change(Body + "vma->vm_private_data = p; vma->vm_ops = &my_ops;",
                Body + "desc->private_data = p; desc->vm_ops = &my_ops;");
}

TEST(BeforeMapping, MemoryByItsModernName) {
  for (const char *Take :
       {"void *p = counted(__kvmalloc_node_noprof(64, 0));",
        "void *p = counted(alloc_pages_noprof(0, 0));",
        "void *p = (void *)counted(get_free_pages_noprof(0, 1));",
        "void *p = kasprintf(0, \"%d\", m->users);"})
    expectDifferent(kept(std::string(Take) + "if (!p) return -ENOMEM;"),
                    "allocation_in_hook");
}

TEST(BeforeMapping, ScratchMemoryIsGivenBack) {
  auto scratch = [](const char *Take, const char *Give) {
    std::string Body = std::string(Take) +
                       "if (!p) return -ENOMEM; int err = scan(m, (void *)p);" +
                       Give + "if (err) return err;";
    return change(Body + "vma->vm_ops = &my_ops;",
                  Body + "desc->vm_ops = &my_ops;");
  };
  expectEqual(scratch("void *p = counted(__kvmalloc_node_noprof(64, 0));",
                      "kvfree(p);"));
  expectEqual(scratch("struct page *p = counted(alloc_pages_noprof(0, 0));",
                      "__free_pages(p, 0);"));
  expectEqual(scratch("unsigned long p = counted(get_free_pages_noprof(0, 1));",
                      "free_pages(p, 1);"));
}

/// A table whose close() is \p Close, and hooks that set it.
Change closing(const std::string &Close, const std::string &Old,
               const std::string &New) {
  std::string Table = "static unsigned long mappings;\n"
                      "static void my_close(struct vm_area_struct *vma)\n"
                      "{ struct my *m = vma->vm_private_data; (void)m; " +
                      Close +
                      " }\nstatic const struct vm_operations_struct close_ops ="
                      " { .close = my_close };\n";
  return change(Old + "vma->vm_private_data = m; vma->vm_ops = &close_ops;",
                New + "desc->private_data = m; desc->vm_ops = &close_ops;",
                Table, Table);
}

Change closing(const std::string &Close, const std::string &Both) {
  return closing(Close, Both, Both);
}

TEST(BeforeMapping, ACounterThatCloseCountsDown) {
  expectDifferent(closing("m->users--;", "m->users++;"), "acquire_in_hook");
  expectDifferent(closing("mappings -= 1;", "mappings += 1;"),
                  "acquire_in_hook");
  expectDifferent(
      closing("mutex_lock(&m->lock); m->len -= 4; mutex_unlock(&m->lock);",
              "mutex_lock(&m->lock); m->len += 4; mutex_unlock(&m->lock);"),
      "acquire_in_hook");
  // By as much as is mapped.
  expectDifferent(closing("m->size -= vma->vm_end - vma->vm_start;",
                          "m->size += vma->vm_end - vma->vm_start;",
                          "m->size += vma_desc_size(desc);"),
                  "acquire_in_hook");
  // By way of functions that nothing else would make anybody look into.
  std::string Helpers = "static void more(struct my *m) { m->users++; }\n"
                        "static void less(struct my *m) { m->users--; }\n";
  Change Helped = closing("less(m);", "more(m);");
  for (std::string *Text : {&Helped.OldHead, &Helped.NewHead})
    Text->insert(Text->find("static unsigned long mappings"), Helpers);
  expectDifferent(Helped, "acquire_in_hook");
  // close() counts something else, or nothing.
  expectEqual(closing("m->ready--;", "m->users++;"));
  expectEqual(closing("", "m->users++;"));
}

TEST(BeforeMapping, WhatLastsIsNamed) {
  auto names = [](const Change &C) { return ids(verifyChange(C)); };
  auto both = [](const std::string &Body) {
    return change(Body + "vma->vm_ops = &my_ops;",
                  Body + "desc->vm_ops = &my_ops;");
  };
  EXPECT_THAT(names(both("m->flags |= 2;")), Contains("store_before_mapping"));
  EXPECT_THAT(names(both("poke(m);")), Contains("call_before_mapping"));
  // It only asks, and the body says so.
  EXPECT_THAT(names(change("if (busy(m)) return -EBUSY; vma->vm_ops = &my_ops;",
                           "if (busy(m)) return -EBUSY;"
                           "desc->vm_ops = &my_ops;",
                           "static int busy(struct my *m)"
                           " { return m->users > 3; }\n",
                           "static int busy(struct my *m)"
                           " { return m->users > 3; }\n")),
              Not(Contains("call_before_mapping")));
}

TEST(BeforeMapping, AMarkThatLocksOutEveryLaterCall) {
  auto both = [](const std::string &Body) {
    return change(Body + "vma->vm_ops = &my_ops;",
                  Body + "desc->vm_ops = &my_ops;");
  };
  expectDifferent(both("if (m->users) return -EBUSY; m->users = 1;"),
                  "fails_ever_after");
  expectDifferent(both("mutex_lock(&m->lock); if (m->ready == 3) {"
                       "mutex_unlock(&m->lock); return -EAGAIN; }"
                       "m->ready = 3; mutex_unlock(&m->lock);"),
                  "fails_ever_after");
  // Whatever the mark is made of.
  expectDifferent(both("if (m->flags & 4) return -EBUSY; m->flags |= 4;"),
                  "fails_ever_after");
  expectDifferent(both("if (m->buf) return -EBUSY; m->buf = m;"),
                  "fails_ever_after");
  expectDifferent(both("if (m->users > 2) return -EBUSY;"
                       "m->users = m->users < 0 ? 3 : m->users + 3;"),
                  "fails_ever_after");
  // It is gone when the hook returns; another bit; a call of another offset.
  expectEqual(both("if (m->users) return -EBUSY; m->users = 1;"
                   "m->size = 5; m->users = 0;"));
  expectEqual(both("if (m->flags & 4) return -EBUSY; m->flags |= 8;"));
  expectEqual(change("if (m->size == vma->vm_pgoff) return -EBUSY;"
                     "m->size = vma->vm_pgoff; vma->vm_ops = &my_ops;",
                     "if (m->size == desc->pgoff) return -EBUSY;"
                     "m->size = desc->pgoff; desc->vm_ops = &my_ops;"));
  // Later calls find it and go on.
  expectEqual(both("if (m->users == 2) return -EBUSY; m->users = 1;"));
  expectEqual(both("if (m->users && m->users != 1) return -EBUSY;"
                   "m->users = 1;"));
}

TEST(BeforeMapping, AnAtomicOperationLocksOutEveryLaterCall) {
  auto both = [](const std::string &Body) {
    const char *Atomics =
        "int atomic_fetch_or(int, atomic_t *); int atomic_read(const atomic_t "
        "*); void atomic_set(atomic_t *, int); int atomic_cmpxchg(atomic_t *, "
        "int, int); bool atomic_try_cmpxchg(atomic_t *, int *, int);\n";
    return change(Body + "vma->vm_ops = &my_ops;",
                  Body + "desc->vm_ops = &my_ops;", Atomics, Atomics);
  };
  for (const char *Taken :
       {"if (atomic_xchg(&m->count, 1)) return -EBUSY;",
        "if (atomic_cmpxchg(&m->count, 0, 1)) return -EBUSY;",
        "if (atomic_fetch_or(4, &m->count) & 4) return -EBUSY;",
        "int none = 0; if (!atomic_try_cmpxchg(&m->count, &none, 1))"
        " return -EBUSY;",
        "if (atomic_read(&m->count)) return -EBUSY; atomic_set(&m->count, 1);"})
    expectDifferent(both(Taken), "fails_ever_after");
  // What it leaves is no reason to refuse.
  for (const char *Told :
       {"if (atomic_fetch_or(4, &m->count) & 2) return -EBUSY;",
        "if (atomic_xchg(&m->count, 0)) return -EBUSY;",
        "int one = 1; if (!atomic_try_cmpxchg(&m->count, &one, 1))"
        " return -EBUSY;",
        "if (atomic_read(&m->count)) return -EBUSY; atomic_set(&m->count, 0);"})
    expectEqual(both(Told));
}

std::string withMapped(const std::string &Body) {
  return "static int my_mapped(unsigned long start, unsigned long end,"
         " pgoff_t pgoff, const struct file *file, void **private)\n"
         "{ struct my *m = file->private_data; (void)m; " +
         Body +
         " return 0; }\nstatic const struct vm_operations_struct late_ops ="
         " { .mapped = my_mapped };\n";
}
const char *WithoutMapped =
    "static const struct vm_operations_struct late_ops = { };\n";

const char *RemapOld =
    "vma->vm_ops = &late_ops; return remap_pfn_range(vma, vma->vm_start,"
    "m->phys >> PAGE_SHIFT, vma->vm_end - vma->vm_start, vma->vm_page_prot);";
const char *RemapNew = "desc->vm_ops = &late_ops;"
                       "mmap_action_remap_full(desc, m->phys >> PAGE_SHIFT);";

TEST(BeforeMapping, ACheckComesAfterThePages) {
  auto moved = [](const std::string &Old, const std::string &Mapped,
                  const std::string &New = "") {
    return change(Old + RemapOld, New + RemapNew, WithoutMapped,
                  withMapped(Mapped));
  };
  expectDifferent(moved("if (!capable(21)) return -EPERM;",
                        "if (!capable(21)) return -EPERM;"),
                  "check_after_map");
  expectDifferent(moved("if (vma->vm_end - vma->vm_start > m->size)"
                        " return -EINVAL;",
                        "if (end - start > m->size) return -EINVAL;"),
                  "check_after_map");
  expectEqual(moved("if (!capable(21)) return -EPERM;", "",
                    "if (!capable(21)) return -EPERM;"));
}

TEST(BeforeMapping, WhatTheActionReadsIsGone) {
  const char *Old = "vma->vm_ops = &my_ops; int err = vm_map_pages(vma,"
                    "pages, m->npages);";
  auto mapped = [&](const std::string &OldEnd, const std::string &NewEnd) {
    const std::string Array =
        "struct page **pages = m->pages; unsigned long n = m->npages; (void)n;";
    return change(Array + Old + OldEnd + "return err;",
                  Array +
                      "if (desc->pgoff >= n ||"
                      "vma_desc_pages(desc) > n - desc->pgoff) return -ENXIO;"
                      "desc->vm_ops = &my_ops;"
                      "mmap_action_map_kernel_pages_full(desc,"
                      "pages + desc->pgoff);" +
                      NewEnd);
  };
  expectDifferent(mapped("if (!err) kvfree(pages);", "kvfree(pages);"),
                  "action_reads_freed");
  expectDifferent(mapped("if (!err) pages[0] = NULL;", "pages[0] = NULL;"),
                  "action_reads_freed");
  expectEqual(mapped("", ""));
  // An array in the hook's stack, from any place on.
  expectDifferent(
      change("struct page *two[2] = { m->pages[0], m->pages[1] };"
             "vma->vm_ops = &my_ops; return vm_map_pages(vma, two, 2);",
             "struct page *two[2] = { m->pages[0], m->pages[1] };"
             "if (desc->pgoff >= 2 || vma_desc_pages(desc) > 2 - desc->pgoff)"
             " return -ENXIO;"
             "desc->vm_ops = &my_ops;"
             "mmap_action_map_kernel_pages_full(desc, two + desc->pgoff);"),
      "action_reads_stack");
}

TEST(BeforeMapping, ALockIsLostOnTheWayToMapped) {
  const char *Locked = "mutex_lock(&m->lock);",
             *Free = "mutex_unlock(&m->lock);";
  auto moved = [&](const std::string &Effect, bool OldLocks) {
    std::string Old =
        OldLocks ? Locked + Effect + Free : Locked + std::string(Free) + Effect;
    return change(Old + "vma->vm_ops = &late_ops;",
                  Locked + std::string(Free) + "desc->vm_ops = &late_ops;",
                  WithoutMapped, withMapped(Effect));
  };
  expectDifferent(moved("kref_get(&m->ref);", true), "lock_lost");
  expectDifferent(moved("m->ready = 1;", true), "lock_lost");
  expectEqual(moved("kref_get(&m->ref);", false));
}

TEST(BeforeMapping, MappedTakesTheLockAgain) {
  const char *Lock = "mutex_lock(&m->lock);", *Free = "mutex_unlock(&m->lock);";
  auto moved = [&](const std::string &Check, const std::string &Effect,
                   const std::string &Mapped) {
    std::string Checked =
        Check.empty() ? "" : "if (" + Check + ") {" + Free + "return -EBUSY; }";
    return change(Lock + Checked + Effect + Free + "vma->vm_ops = &late_ops;",
                  Lock + Checked + Free + "desc->vm_ops = &late_ops;",
                  WithoutMapped, withMapped(Mapped));
  };
  auto again = [&](const std::string &Effect) { return Lock + Effect + Free; };
  for (const char *Check : {"", "m->ready"}) {
    Change C = moved(Check, "kref_get(&m->ref);", again("kref_get(&m->ref);"));
    expectEqual(C);
    EXPECT_THAT(ids(verifyChange(C)), Contains("lock_taken_again"));
    expectEqual(moved(Check, "m->len = 1;", again("m->len = 1;")));
    expectDifferent(moved(Check, "m->len = 1;",
                          "mutex_lock(&m->other); m->len = 1;"
                          "mutex_unlock(&m->other);"),
                    "lock_lost");
    expectDifferent(moved(Check, "m->len = 1;", again("") + "m->len = 1;"),
                    "lock_lost");
    expectDifferent(moved(Check, "m->len = 1;", again("m->len = 2;")),
                    "effect_differs");
  }
  // Two calls pass the check, then both write.
  expectDifferent(moved("m->len", "m->len = 1;", again("m->len = 1;")),
                  "set_after_check");
}

TEST(BeforeMapping, MappedReadsAgainWhatTheHookRead) {
  auto moved = [](const std::string &OldRead, const std::string &NewRead) {
    return change("if (room(m)) return -EBUSY;" + OldRead +
                      "vma->vm_ops = &late_ops;",
                  "if (room(m)) return -EBUSY; desc->vm_ops = &late_ops;",
                  WithoutMapped, withMapped(NewRead));
  };
  expectEqual(moved("kref_get(&m->ref);", "kref_get(&m->ref);"));
  Change Member = moved("struct device *d = m->dev; pm_runtime_get_sync(d);",
                        "pm_runtime_get_sync(m->dev);");
  for (std::string *Text : {&Member.OldHead, &Member.NewHead})
    *Text = "struct device; int pm_runtime_get_sync(struct device *);" + *Text;
  expectEqual(Member);
  // Another object is no matter of when it was read.
  expectDifferent(
      moved("kref_get(&m->ref);", "kref_get(&((struct my *)m->buf)->ref);"),
      "effect_differs");
}

/// close() runs after a failed mapped(), which has not told what to free.
TEST(BeforeMapping, ClosingFreesNoMemory) {
  auto late = [](const std::string &Close, const std::string &Mapped) {
    auto head = [&](const std::string &Body, const std::string &Member) {
      return "static void my_close(struct vm_area_struct *vma) { " + Close +
             " }\n" + Body +
             "static const struct vm_operations_struct freeing_ops = {"
             " .close = my_close, " +
             Member + "};\n";
    };
    return change(
        "void *p = kzalloc(64, 0); if (!p) return -ENOMEM;"
        "vma->vm_private_data = p; vma->vm_ops = &freeing_ops;",
        "desc->vm_ops = &freeing_ops;", head("", ""),
        head("static int my_mapped(unsigned long start, unsigned long end,"
             " pgoff_t pgoff, const struct file *file, void **data) { " +
                 Mapped + " return 0; }\n",
             ".mapped = my_mapped "));
  };
  const char *Takes = "void *p = kzalloc(64, 0); if (!p) return -ENOMEM;"
                      "*data = p;";
  expectEqual(late("kfree(vma->vm_private_data);", Takes));
  expectDifferent(late("kfree(vma->vm_private_data);"
                       "drop(vma->vm_file->private_data);",
                       Takes),
                  "close_without_mapped");
}

/// `guard()` and `__free()` in a header, made by macros, as the kernel's.
TEST(BeforeMapping, AScopeHelperOfAHeaderIsItsLock) {
  auto verdict = [](const char *OldHook, const char *NewHook) {
    auto text = [](const char *Hook) {
      return "#include \"kernel.h\"\n#include \"scope.h\"\n"
             "struct my { struct mutex lock; unsigned long phys; };\n" +
             std::string(Hook);
    };
    VerifyInput Input = inputFor(text(OldHook), text(NewHook));
    const char *Scope =
        "#define DEFINE_LOCK(n, t, take, give) typedef t class_##n##_t;\\\n"
        "static inline t class_##n##_constructor(t p) { take(p); return p; "
        "}\\\n"
        "static inline void class_##n##_destructor(t *p) { give(*p); }\n"
        "DEFINE_LOCK(mutex, struct mutex *, mutex_lock, mutex_unlock)\n"
        "#define guard(n) class_##n##_t held __attribute__((cleanup("
        "class_##n##_destructor))) = class_##n##_constructor\n"
        "static inline void hold(struct kref *k) { kref_get(k); }\n";
    for (FileTexts *Files : {&Input.OldFiles, &Input.NewFiles})
      (*Files)["/k/include/scope.h"] = Scope;
    return verifyUnit(Input).at(0);
  };
  VerifyResult R = verdict(
      "static int a(struct file *f, struct vm_area_struct *vma)\n"
      "{ struct my *m = f->private_data; guard(mutex)(&m->lock);\n"
      "return remap_pfn_range(vma, vma->vm_start, m->phys, vma->vm_end -"
      " vma->vm_start, vma->vm_page_prot); }\n"
      "const struct file_operations my_fops = { .mmap = a };\n",
      "static int b(struct vm_area_desc *desc)\n"
      "{ struct my *m = desc->file->private_data; guard(mutex)(&m->lock);\n"
      "mmap_action_remap_full(desc, m->phys); return 0; }\n"
      "const struct file_operations my_fops = { .mmap_prepare = b };\n");
  EXPECT_EQ(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("remap_outside_lock")) << toJson(R).dump(1);
  R = verdict(
      "static int a(struct file *f, struct vm_area_struct *vma)\n"
      "{ hold(f->private_data); vma->vm_private_data = f->private_data;\n"
      "return 0; }\n"
      "const struct file_operations my_fops = { .mmap = a };\n",
      "static int b(struct vm_area_desc *desc)\n"
      "{ hold(desc->file->private_data);\n"
      "desc->private_data = desc->file->private_data; return 0; }\n"
      "const struct file_operations my_fops = { .mmap_prepare = b };\n");
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  EXPECT_THAT(ids(R), Contains("acquire_in_hook")) << toJson(R).dump(1);
}

} // namespace
