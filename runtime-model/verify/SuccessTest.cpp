// When a call that may fail has taken what it asks for: what its result says,
// and what the paths behind it may assume.
#include "verify/ByHand.h"
#include "verify/ResourceTable.h"

using namespace premap::verify;

namespace {

const char *Takers = R"(
bool IS_ERR_OR_NULL(const void *); void *ERR_PTR(long);
struct semaphore { int count; };
int down_trylock(struct semaphore *); void up(struct semaphore *);
int mmap_write_lock_killable(struct mm_struct *);
void mmap_write_unlock(struct mm_struct *);
void *memdup_user(const void *, unsigned long);
struct firmware { unsigned long size; };
int request_firmware(const struct firmware **, const char *, struct device *);
void release_firmware(const struct firmware *);
unsigned long *bitmap_zalloc(unsigned int, unsigned int);
void bitmap_free(const unsigned long *); void kfree(const void *);
int pm_runtime_resume_and_get(struct device *);
int pm_runtime_put(struct device *); struct sem_holder { struct semaphore sem; };
)";

Change both(const std::string &Body, const std::string &Set = "") {
  const std::string Start = "struct my *m = (void *)st; (void)m;\n";
  return {Head + std::string(Takers), Start + Body + "vma->vm_ops = &my_ops;",
          Head + std::string(Takers),
          Start + (Set.empty() ? Body : Set) + "desc->vm_ops = &my_ops;"};
}

TEST(Success, IsWhatTheFamilySays) {
  ResourceTable Table;
  auto when = [&](const char *Name) { return Table.lookup(Name).When; };
  EXPECT_EQ(when("down_trylock"), Success::Zero);
  for (const char *Name :
       {"mutex_trylock", "spin_trylock", "_raw_spin_trylock",
        "down_read_trylock", "down_write_trylock", "mmap_read_trylock",
        "inode_trylock", "folio_trylock", "percpu_down_read_trylock"})
    EXPECT_EQ(when(Name), Success::NonZero) << Name;
  for (const char *Name :
       {"down_interruptible", "down_killable", "down_timeout",
        "down_read_interruptible", "down_write_killable_nested",
        "mmap_write_lock_killable", "ww_mutex_lock", "dma_resv_lock",
        "dma_resv_lock_interruptible", "rt_mutex_lock_interruptible"})
    EXPECT_EQ(when(Name), Success::NonNegative) << Name;
  for (const char *Name : {"down", "down_read", "down_write", "mutex_lock",
                           "ww_mutex_lock_slow", "inode_lock_shared"})
    EXPECT_EQ(when(Name), Success::Always) << Name;
}

TEST(Success, EveryWayToTakeALockGoesWithTheWayToDropIt) {
  ResourceTable Table;
  for (auto [Take, Drop] : {std::pair{"down_trylock", "up"},
                            {"mmap_write_lock_killable", "mmap_write_unlock"},
                            {"i_mmap_trylock_write", "i_mmap_unlock_write"},
                            {"folio_lock_killable", "folio_unlock"},
                            {"trylock_page", "unlock_page"},
                            {"ww_mutex_lock_interruptible", "ww_mutex_unlock"},
                            {"dma_resv_trylock", "dma_resv_unlock"},
                            {"down_write_killable_nested", "up_write"}}) {
    EXPECT_EQ(Table.lookup(Take).Kind, CallKind::Lock) << Take;
    EXPECT_EQ(Table.lookup(Drop).Kind, CallKind::Unlock) << Drop;
    EXPECT_EQ(Table.lookup(Take).Resource, Table.lookup(Drop).Resource) << Take;
  }
}

/// scoped_cond_guard(mutex_intr, return -EAGAIN, &m->lock) asks IS_ERR() where
/// others ask whether it is 0.
TEST(Success, AnErrorIsAnErrorNumber) {
  const char *Plain = "if (mutex_lock_interruptible(&m->lock)) return -EAGAIN;"
                      "m->ready = 1; mutex_unlock(&m->lock);";
  expectEqual(both(Plain, "int err = mutex_lock_interruptible(&m->lock);"
                          "if (IS_ERR_OR_NULL(ERR_PTR(err)) && err)"
                          " return -EAGAIN;"
                          "m->ready = 1; mutex_unlock(&m->lock);"));
  expectEqual(both(Plain, "if (mutex_lock_interruptible(&m->lock) < 0)"
                          " return -EAGAIN;"
                          "m->ready = 1; mutex_unlock(&m->lock);"));
  // 1 says nothing of an error in what is no such function.
  expectDifferent(both("if (test_a(m)) return -EAGAIN;",
                       "if (test_a(m) < 0) return -EAGAIN;"),
                  "now_succeeds");
  // down_trylock() returns 1 if it fails.
  expectDifferent(
      both("struct sem_holder *s = m->buf; if (down_trylock(&s->sem))"
           " return -EBUSY; m->ready = 1; up(&s->sem);",
           "struct sem_holder *s = m->buf; if (down_trylock(&s->sem) < 0)"
           " return -EBUSY; m->ready = 1; up(&s->sem);"),
      "now_succeeds");
}

TEST(Success, ALockThatMayFailIsDroppedWhereItWasTaken) {
  expectEqual(both("struct mm_struct *mm = m->buf;"
                   "if (mmap_write_lock_killable(mm)) return -EAGAIN;"
                   "m->ready = 1; mmap_write_unlock(mm);"));
  expectDifferent(both("struct mm_struct *mm = m->buf;"
                       "if (mmap_write_lock_killable(mm)) return -EAGAIN;"
                       "m->ready = 1; mmap_write_unlock(mm);",
                       "struct mm_struct *mm = m->buf;"
                       "if (mmap_write_lock_killable(mm)) return -EAGAIN;"
                       "mmap_write_unlock(mm); m->ready = 1;"),
                  "effect_differs");
}

TEST(Success, WhatReturnsAnErrorPointerTakesToo) {
  const char *Copy = "void *p = memdup_user((void *)m->phys, 8);"
                     "if (IS_ERR(p)) return PTR_ERR(p);";
  expectDifferent(both(std::string(Copy) + "m->buf = p;"), "acquire_in_hook");
  expectEqual(both(std::string(Copy) + "m->len = *(int *)p; kfree(p);"));
  const char *Bits = "unsigned long *p = bitmap_zalloc(64, 0);"
                     "if (!p) return -ENOMEM;";
  expectDifferent(both(std::string(Bits) + "poke(m);"), "allocation_in_hook");
  expectEqual(both(std::string(Bits) + "m->len = p[0]; bitmap_free(p);"));
}

TEST(Success, WhatIsTakenBesideTheResult) {
  const char *Load = "const struct firmware *fw;"
                     "int err = request_firmware(&fw, \"x\", m->dev);"
                     "if (err) return err; unsigned long size = fw->size;";
  expectDifferent(both(std::string(Load) + "m->size = size;"),
                  "acquire_in_hook");
  expectEqual(both(std::string(Load) + "release_firmware(fw);"
                                       "if (size > 5) return -EINVAL;"));
}

} // namespace
