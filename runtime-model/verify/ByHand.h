// The driver whose conversions by hand the tests judge.
#ifndef PREMAP_VERIFY_BYHAND_H
#define PREMAP_VERIFY_BYHAND_H

#include "verify/ChangedHook.h"

namespace premap::verify {

inline const char *Head = R"(
struct my;
struct calls { int (*check)(struct my *); int (*probe)(struct my *); };
struct request { struct my *who; unsigned long from, to; };
struct my { struct mutex lock, other; struct kref ref; struct device *dev;
            unsigned long phys, size, npages, flags; unsigned int len;
            int slen, ready, users; struct page **pages; void *buf;
            const struct calls *ops; unsigned long tab[8]; atomic_t count;
            union { unsigned long word; unsigned int part[2]; } reg; };
static const struct vm_operations_struct my_ops = { };
static const struct vm_operations_struct its_ops = { };
int grab(struct my *); void drop(struct my *); int test_a(struct my *);
int test_b(struct my *); void poke(struct my *);
int mutex_lock_interruptible(struct mutex *);
bool IS_ERR(const void *); long PTR_ERR(const void *);
struct my *find(struct my *);
int fill(struct request *); void look(void *, unsigned long *);
static int to_enomem(int err) { return -ENOMEM; }
static int to_eagain(int err) { return -EAGAIN; }
static int never(const struct vm_area_struct *vma) { return -EBUSY; }
struct device *get_device(struct device *); void put_device(struct device *);
bool test_and_set_bit(long, unsigned long *); int atomic_xchg(atomic_t *, int);
void *memcpy(void *, const void *, unsigned long);
)";

struct Conversion {
  const char *Name, *Old, *New;
};

inline void PrintTo(const Conversion &C, std::ostream *Out) { *Out << C.Name; }

/// Both bodies start with `m` at hand.
inline VerifyResult verdictOf(const Conversion &C) {
  auto body = [](const char *Text) {
    return "struct my *m = (void *)st; (void)m;\n" + std::string(Text);
  };
  return verifyChange({Head, body(C.Old), Head, body(C.New)});
}

inline auto nameOfConversion = [](const auto &Info) {
  return std::string(Info.param.Name);
};

} // namespace premap::verify

#endif
