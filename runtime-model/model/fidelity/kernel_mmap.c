/*
 * The tree's own mmap_region() in user space. The functions that build_mmap.sh
 * cuts out of the tree, and mm/vma.c, are compiled unchanged over the harness
 * of tools/testing/vma; this file has what lies below them (page tables,
 * counters, failures) and the hooks of a driver.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/bit-length.h"
#include "maple-shared.h"

#include "kernel_mmap.h"

/*===--- Warnings and bugs
 * -------------------------------------------------===*/

static int warnings;
static jmp_buf *escape; /* out of the call that cannot go on */

static void stop(int why) { longjmp(*escape, why); }

#undef WARN_ON
#undef WARN_ON_ONCE
#undef BUG_ON
#undef BUG
#define WARN_ON(condition)                                                     \
  ({                                                                           \
    int warns = !!(condition);                                                 \
    warnings += warns;                                                         \
    warns;                                                                     \
  })
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define BUG_ON(condition) ((condition) ? stop(KM_BUG) : (void)0)
#define BUG() BUG_ON(1)

#include "vma_internal.h"

/*===--- The record of calls
 * -----------------------------------------------===*/

enum { MAX_TRACE = 4096 };

static const char *const *traced;
static int traced_count;
static int trace[MAX_TRACE], trace_length;

static int traced_index(const char *name) {
  /* As generated/names.h calls what is cut out of the tree. */
  if (strncmp(name, "tree_", 5) == 0)
    name += 5;
  for (int i = 0; i < traced_count; i++)
    if (strcmp(traced[i], name) == 0)
      return i;
  return -1;
}

static void record(int index, int ops) {
  if (index >= 0 && trace_length < MAX_TRACE)
    trace[trace_length++] = index | (ops + 1) << 16;
}

#define trace_call_of(name, ops)                                               \
  do {                                                                         \
    static int index = -2;                                                     \
    if (index == -2)                                                           \
      index = traced_index(name);                                              \
    record(index, ops);                                                        \
  } while (0)
#define trace_call() trace_call_of(__func__, KM_OPS_NULL)

/*===--- What the kernel counts
 * --------------------------------------------===*/

struct counted_file {
  struct file file;
  struct address_space mapping;
  long refs;
  int locked;
};

static struct counted_file files[KM_FILES];
static long charge;
static const struct km_call *now;

static bool fails(enum km_failure what) { return now && now->fail[what]; }

static struct file *km_get_file(struct file *file) {
  trace_call_of("get_file", KM_OPS_NULL);
  ((struct counted_file *)file)->refs++;
  return file;
}

static void km_fput(struct file *file) {
  trace_call_of("fput", KM_OPS_NULL);
  ((struct counted_file *)file)->refs--;
}

static int km_enough_memory(long pages) {
  trace_call_of("security_vm_enough_memory_mm", KM_OPS_NULL);
  if (fails(KM_FAIL_ACCOUNTING))
    return -ENOMEM;
  charge += pages;
  return 0;
}

static bool km_may_expand_vm(void) {
  trace_call_of("may_expand_vm", KM_OPS_NULL);
  return !fails(KM_FAIL_MAY_EXPAND);
}

static struct counted_file *file_of(struct address_space *mapping) {
  return (struct counted_file *)((char *)mapping -
                                 offsetof(struct counted_file, mapping));
}

static void km_i_mmap_lock(struct address_space *mapping) {
  if (file_of(mapping)->locked)
    stop(KM_DEADLOCK);
  file_of(mapping)->locked = 1;
}

static void km_i_mmap_unlock(struct address_space *mapping) {
  WARN_ON(!file_of(mapping)->locked);
  file_of(mapping)->locked = 0;
}

static void km_perf_event_mmap(void) {
  trace_call_of("perf_event_mmap", KM_OPS_NULL);
}

/*===--- Anonymous memory
 * --------------------------------------------------===*/

static struct anon_vma anon_vmas[KM_ANON_VMAS];
static struct anon_vma_chain chains[4096];
static unsigned used_chains;

static void chain_anon_vma(struct vm_area_struct *vma, struct anon_vma *anon) {
  struct anon_vma_chain *chain =
      &chains[used_chains++ % (sizeof(chains) / sizeof(chains[0]))];

  chain->anon_vma = anon;
  list_add(&chain->same_vma, &vma->anon_vma_chain);
}

static int km_anon_vma_clone(struct vm_area_struct *dst,
                             struct vm_area_struct *src) {
  struct anon_vma_chain *chain;

  if (!src->anon_vma)
    return 0;
  INIT_LIST_HEAD(&dst->anon_vma_chain);
  dst->anon_vma = src->anon_vma;
  list_for_each_entry(chain, &src->anon_vma_chain, same_vma)
      chain_anon_vma(dst, chain->anon_vma);
  return 0;
}

static void km_unlink_anon_vmas(struct vm_area_struct *vma) {
  INIT_LIST_HEAD(&vma->anon_vma_chain);
  vma->anon_vma = NULL;
}

/* Policies and names are pointers that are only compared. */
static int km_dup_policy(struct vm_area_struct *src,
                         struct vm_area_struct *dst) {
  dst->vm_policy = src->vm_policy;
  return 0;
}

/*===--- Page tables
 * -------------------------------------------------------===*/

/* One flat table for the addresses that the test uses. */
typedef struct pte {
  unsigned long pfn; /* 0: not present */
  pgprot_t prot;
  bool special;
} pte_t;
typedef int pgd_t;
typedef int pmd_t;

enum { MAX_PTES = 256 };

static pte_t ptes[MAX_PTES];
static unsigned long window_first, window_last;
static long populated; /* by the call that runs */

static pte_t *pte_at(unsigned long addr) {
  BUG_ON(addr < window_first || addr >= window_last);
  return &ptes[(addr - window_first) >> PAGE_SHIFT];
}

static int populate(pte_t *pte, unsigned long pfn, pgprot_t prot,
                    bool special) {
  bool first = fails(KM_FAIL_ACTION) && now->hook != KM_MMAP;

  if (first || populated == now->fail_page)
    return -ENOMEM;
  populated++;
  pte->pfn = pfn;
  pte->prot = prot;
  pte->special = special;
  return 0;
}

static void zap(unsigned long start, unsigned long end) {
  for (; start < end; start += PAGE_SIZE)
    if (start >= window_first && start < window_last)
      pte_at(start)->pfn = 0;
}

#define pgd_offset(mm, addr) ((pgd_t *)NULL)
#define pgd_addr_end(addr, end) (end)
#define flush_cache_range(vma, addr, end) ((void)0)
static int remap_p4d_range(struct mm_struct *mm, pgd_t *pgd, unsigned long addr,
                           unsigned long end, unsigned long pfn,
                           pgprot_t prot) {
  BUG_ON(addr < window_first || end > window_last);
  for (unsigned long at = addr; at < end; at += PAGE_SIZE)
    BUG_ON(pte_at(at)->pfn);
  for (; addr < end; addr += PAGE_SIZE, pfn++)
    if (populate(pte_at(addr), pfn, prot, true))
      return -ENOMEM;
  return 0;
}

#define walk_to_pmd(mm, addr) ((pmd_t *)1)
#define pte_alloc(mm, pmd) 0
#define pte_offset_map_lock(mm, pmd, addr, lock) pte_at(addr)
#define pte_unmap_unlock(pte, lock) ((void)(lock))
#define PTRS_PER_PTE 512UL
#define pte_index(addr) (((addr) >> PAGE_SHIFT) & (PTRS_PER_PTE - 1))
#define spinlock_t int
static int insert_page_in_batch_locked(struct vm_area_struct *vma, pte_t *pte,
                                       unsigned long addr, struct page *page,
                                       pgprot_t prot) {
  if (pte->pfn)
    return -EBUSY;
  return populate(pte, (unsigned long)page, prot, false);
}

/* Of what surrounds the walks, only what mm/memory.c looks at itself. */
struct km_gather {
  struct mm_struct *mm;
};
struct mmu_notifier_range {
  unsigned long start, end;
};
typedef int zap_flags_t;
struct zap_details {
  zap_flags_t zap_flags;
  bool reaping;
};
#define mmu_gather km_gather
#define ZAP_FLAG_DROP_MARKER 1
#define ZAP_FLAG_UNMAP 2
#define mmu_notifier_range_init(range, event, flags, mm, first, last)          \
  (*(range) = (struct mmu_notifier_range){first, last})
#define mmu_notifier_invalidate_range_start(range) ((void)(range))
#define mmu_notifier_invalidate_range_end(range) ((void)(range))
#define hugetlb_zap_begin(vma, start, end) ((void)0)
#define hugetlb_zap_end(vma, details) ((void)0)
#define __unmap_hugepage_range(tlb, vma, start, end, page, flags) ((void)0)
#define tlb_gather_mmu(tlb, space) ((void)((tlb)->mm = (space)))
#define tlb_finish_mmu(tlb) ((void)(tlb))
#define tlb_start_vma(tlb, vma) ((void)(tlb))
#define tlb_end_vma(tlb, vma) ((void)(tlb))
#define tlb_free_vmas(tlb) ((void)(tlb))
#define free_pgd_range(tlb, addr, end, floor, ceiling) ((void)(tlb))
#define pgd_none_or_clear_bad(pgd) false
#define zap_p4d_range(tlb, vma, pgd, addr, end, details) (zap(addr, end), end)
#define PMD_SIZE (PTRS_PER_PTE * PAGE_SIZE)

/* pgprot_t here: whether user space may write, and the cache mode. */
enum { PROT_WRITABLE = 1, PROT_CACHE_SHIFT = 1 };

static pgprot_t km_vm_get_page_prot(vm_flags_t flags) {
  bool writable = (flags & (VM_WRITE | VM_SHARED)) == (VM_WRITE | VM_SHARED);

  return __pgprot(writable ? PROT_WRITABLE : 0);
}

static pgprot_t km_pgprot_modify(pgprot_t old, pgprot_t new) {
  return __pgprot((pgprot_val(old) & ~PROT_WRITABLE) |
                  (pgprot_val(new) & PROT_WRITABLE));
}

#define pgprot_decrypted(prot) (prot)

/*===--- In the place of the harness's stubs
 * -------------------------------===*/

#include "generated/names.h"

#define get_file(file) km_get_file(file)
#define fput(file) km_fput(file)
#define security_vm_enough_memory_mm(mm, pages) km_enough_memory(pages)
#define vm_acct_memory(pages) (charge += (pages))
#define vm_unacct_memory(pages) (charge -= (pages))
#define may_expand_vm(mm, flags, pages) km_may_expand_vm()
#define i_mmap_lock_write(mapping) km_i_mmap_lock(mapping)
#define i_mmap_unlock_write(mapping) km_i_mmap_unlock(mapping)
#define perf_event_mmap(vma) km_perf_event_mmap()
#define anon_vma_clone(dst, src, operation) km_anon_vma_clone(dst, src)
#define unlink_anon_vmas(vma) km_unlink_anon_vmas(vma)
#undef vma_policy
#define vma_policy(vma) ((vma)->vm_policy)
#define vma_dup_policy(src, dst) km_dup_policy(src, dst)
#define mpol_equal(a, b) ((a) == (b))
#define anon_vma_name(vma) ((vma)->anon_name)
#define anon_vma_name_eq(a, b) ((a) == (b))
#define vm_get_page_prot(flags) km_vm_get_page_prot(flags)
#define pgprot_modify(old, new) km_pgprot_modify(old, new)
/* Only vm_ops decide whether writes are to be notified. */
#define mapping_can_writeback(mapping) false
#define mmap_read_trylock(mm) false

/* Small things that the harness has no need of. */
#define atomic_dec(counter) ((void)atomic_dec_and_test(counter))
#ifndef PAGE_ALIGNED
#define PAGE_ALIGNED(addr) (((addr) & ~PAGE_MASK) == 0)
#endif
#ifndef VMA_DROPPABLE
#define VMA_DROPPABLE mk_vma_flags(VMA_DROPPABLE_BIT)
#endif

#define kmem_cache_alloc(cache, flags) km_alloc(cache, flags, __func__)
static void *km_alloc(struct kmem_cache *cache, gfp_t flags, const char *who) {
  if (fails(strcmp(who, "vm_area_alloc") ? KM_FAIL_SPLIT
                                         : KM_FAIL_VM_AREA_ALLOC))
    return NULL;
  return kmem_cache_alloc_lru(cache, NULL, flags);
}

#include "generated/prototypes.h"

#include "../../../mm/vma.h"

/* Which of the preallocations this is, its caller tells. */
#define vma_iter_prealloc(iterator, vma) km_prealloc(iterator, vma, __func__)
static int km_prealloc(struct vma_iterator *vmi, struct vm_area_struct *vma,
                       const char *who) {
  bool is_new = strcmp(who, "__mmap_new_vma") == 0;
  bool is_merge = strcmp(who, "commit_merge") == 0;
  bool is_split = strcmp(who, "__split_vma") == 0;

  if (is_new)
    trace_call_of("vma_iter_prealloc", KM_OPS_NULL);
  if ((is_new && fails(KM_FAIL_MAPLE_PREALLOC)) ||
      (is_merge && fails(KM_FAIL_MERGE_PREALLOC)) ||
      (is_split && fails(KM_FAIL_SPLIT_PREALLOC)))
    return -ENOMEM;
  return (vma_iter_prealloc)(vmi, vma);
}

#include "../../../mm/vma.c"
#include "../../../mm/vma_init.c"

#include "generated/bodies.h"

/*===--- What the harness wants to be defined
 * ------------------------------===*/

unsigned long mmap_min_addr = 65536, dac_mmap_min_addr = 65536;
unsigned long stack_guard_gap = 256UL << PAGE_SHIFT;
int sysctl_max_map_count = DEFAULT_MAX_MAP_COUNT;
const struct vm_operations_struct vma_dummy_vm_ops;

static struct mm_struct space;
static struct task_struct task = {.mm = &space};

struct task_struct *get_current(void) {
  return &task;
}
unsigned long rlimit(unsigned int limit) { return (unsigned long)-1; }

/*===--- vm_ops of the driver
 * ----------------------------------------------===*/

static struct vm_operations_struct driver_ops[KM_OPS];

static int ops_number(const struct vm_operations_struct *ops) {
  if (!ops)
    return KM_OPS_NULL;
  return ops == &vma_dummy_vm_ops ? KM_OPS_DUMMY : (int)(ops - driver_ops);
}

static const struct vm_operations_struct *ops_at(int number) {
  return number == KM_OPS_NULL ? NULL : &driver_ops[number];
}

static void driver_open(struct vm_area_struct *vma) {
  trace_call_of("open", ops_number(vma->vm_ops));
}

static void driver_close(struct vm_area_struct *vma) {
  trace_call_of("close", ops_number(vma->vm_ops));
}

static int mapped_by(int number, void **private_data) {
  trace_call_of("mapped", number);
  if (now->mapped_error)
    return now->mapped_error;
  if (now->mapped_private_data)
    *private_data = (void *)(long)now->mapped_private_data;
  return 0;
}

/* mapped() does not see the vm_ops that it belongs to. */
#define DEFINE_MAPPED(number)                                                  \
  static int driver_mapped_##number(unsigned long start, unsigned long end,    \
                                    pgoff_t pgoff, const struct file *file,    \
                                    void **private_data) {                     \
    return mapped_by(number, private_data);                                    \
  }
DEFINE_MAPPED(2)
DEFINE_MAPPED(3)
DEFINE_MAPPED(6)
DEFINE_MAPPED(7)
DEFINE_MAPPED(10)
DEFINE_MAPPED(11)
DEFINE_MAPPED(14)
DEFINE_MAPPED(15)

static vm_fault_t driver_page_mkwrite(struct vm_fault *fault) { return 0; }

static void __attribute__((constructor)) initialise(void) {
  static int (*const mapped[KM_OPS])(unsigned long, unsigned long, pgoff_t,
                                     const struct file *, void **) = {
      [2] = driver_mapped_2,   [3] = driver_mapped_3,   [6] = driver_mapped_6,
      [7] = driver_mapped_7,   [10] = driver_mapped_10, [11] = driver_mapped_11,
      [14] = driver_mapped_14, [15] = driver_mapped_15};

  for (int i = 0; i < KM_OPS; i++) {
    if (i & KM_OPS_CLOSE) {
      driver_ops[i].open = driver_open;
      driver_ops[i].close = driver_close;
    }
    driver_ops[i].mapped = mapped[i];
    if (i & KM_OPS_PAGE_MKWRITE)
      driver_ops[i].page_mkwrite = driver_page_mkwrite;
  }
  maple_tree_init();
  vma_state_init();
}

/*===--- Hooks of the driver
 * -----------------------------------------------===*/

static struct file *file_at(int number) {
  return number ? &files[number - 1].file : NULL;
}

static pgprot_t with_cache(pgprot_t prot, int cache) {
  return __pgprot((pgprot_val(prot) & PROT_WRITABLE) | (unsigned long)cache
                                                           << PROT_CACHE_SHIFT);
}

static struct page *page_array[KM_MAX_PAGES];

static void fill_page_array(const struct km_statement *s) {
  for (int i = 0; i < s->page_count; i++)
    page_array[i] = (struct page *)s->pages[i];
}

/* A statement that both kinds of hooks can do, on the fields of either. */
static void set_field(const struct km_statement *s, pgoff_t *pgoff,
                      vma_flags_t *flags, pgprot_t *prot,
                      const struct vm_operations_struct **ops,
                      void **private_data) {
  switch (s->kind) {
  case KM_SET_VM_OPS:
    *ops = ops_at(s->number);
    break;
  case KM_SET_FLAGS:
    vma_flags_set_word(flags, s->value);
    break;
  case KM_CLEAR_FLAGS:
    vma_flags_clear_word(flags, s->value);
    break;
  case KM_SET_PAGE_PROT:
    *prot = s->number ? with_cache(*prot, s->number)
                      : vm_get_page_prot(vma_flags_to_legacy(*flags));
    break;
  case KM_SET_PGOFF:
    *pgoff = s->value;
    break;
  case KM_SET_PRIVATE_DATA:
    *private_data = (void *)(long)s->number;
    break;
  default:
    break;
  }
}

static void ask_for_action(const struct km_statement *s,
                           struct vm_area_desc *desc) {
  switch (s->kind) {
  case KM_REMAP:
    if (s->partly)
      mmap_action_remap(desc, s->start, s->value, s->size);
    else
      mmap_action_remap_full(desc, s->value);
    break;
  case KM_IOREMAP:
    if (s->partly)
      mmap_action_ioremap(desc, s->start, s->value, s->size);
    else
      mmap_action_ioremap_full(desc, s->value);
    break;
  case KM_SIMPLE_IOREMAP:
    mmap_action_simple_ioremap(desc, s->value, s->size);
    break;
  case KM_MAP_PAGES:
    fill_page_array(s);
    mmap_action_map_kernel_pages(desc, s->partly ? s->start : desc->start,
                                 page_array, s->page_count);
    break;
  case KM_ERROR_OVERRIDE:
    desc->action.error_override = s->number;
    break;
  case KM_HIDE_FROM_RMAP:
    desc->action.hide_from_rmap_until_complete = true;
    break;
  default:
    break;
  }
}

static int driver_mmap_prepare(struct vm_area_desc *desc) {
  trace_call_of("mmap_prepare", KM_OPS_NULL);
  for (int i = 0; i < now->statement_count; i++) {
    const struct km_statement *s = &now->statements[i];

    if (s->kind == KM_RETURN)
      return s->number;
    if (s->kind == KM_SET_FILE)
      desc->vm_file = get_file(file_at(s->number));
    set_field(s, &desc->pgoff, &desc->vma_flags, &desc->page_prot,
              &desc->vm_ops, &desc->private_data);
    ask_for_action(s, desc);
  }
  return 0;
}

static int fill(const struct km_statement *s, struct vm_area_struct *vma) {
  unsigned long start = s->partly ? s->start : vma->vm_start;
  unsigned long size = s->partly ? s->size : vma->vm_end - vma->vm_start;
  unsigned long count = s->page_count;

  switch (s->kind) {
  case KM_REMAP:
    return remap_pfn_range(vma, start, s->value, size, vma->vm_page_prot);
  case KM_IOREMAP:
    return io_remap_pfn_range(vma, start, s->value, size, vma->vm_page_prot);
  case KM_SIMPLE_IOREMAP:
    return vm_iomap_memory(vma, s->value, s->size);
  case KM_MAP_PAGES:
    fill_page_array(s);
    return vm_insert_pages(vma, start, page_array, &count);
  default:
    return 0;
  }
}

static int driver_mmap(struct file *file, struct vm_area_struct *vma) {
  trace_call_of("mmap", KM_OPS_NULL);
  for (int i = 0; i < now->statement_count; i++) {
    const struct km_statement *s = &now->statements[i];
    pgoff_t pgoff = vma->vm_pgoff;
    int error;

    if (s->kind == KM_RETURN)
      return s->number;
    if (s->kind == KM_SET_FILE)
      vma_set_file(vma, file_at(s->number));
    set_field(s, &pgoff, &vma->flags, &vma->vm_page_prot, &vma->vm_ops,
              &vma->vm_private_data);
    vma->vm_pgoff = pgoff;
    error = fill(s, vma);
    if (error)
      return error;
  }
  return 0;
}

static const struct file_operations mmap_fops = {.mmap = driver_mmap};
static const struct file_operations mmap_prepare_fops = {
    .mmap_prepare = driver_mmap_prepare};

/* The file below a stacked one. */
static struct file inner_file = {.f_op = &mmap_prepare_fops};

static int stacked_mmap(struct file *file, struct vm_area_struct *vma) {
  trace_call_of("mmap", KM_OPS_NULL);
  return vfs_mmap(&inner_file, vma);
}

static const struct file_operations stacked_fops = {.mmap = stacked_mmap};

static const struct file_operations *fops_of(enum km_hook hook) {
  switch (hook) {
  case KM_NO_HOOK:
    return NULL;
  case KM_MMAP:
    return &mmap_fops;
  case KM_MMAP_PREPARE:
    return &mmap_prepare_fops;
  case KM_STACKED_MMAP:
    return &stacked_fops;
  }
}

/*===--- What the test calls
 * -----------------------------------------------===*/

void km_set_window(unsigned long first, unsigned long last) {
  window_first = first;
  window_last = last;
}

void km_set_traced(const char *const *names, int count) {
  traced = names;
  traced_count = count;
}

void km_reset(void) {
  struct vm_area_struct *vma;
  VMA_ITERATOR(vmi, &space, 0);

  if (space.mm_mt.ma_root) {
    for_each_vma(vmi, vma) vm_area_free(vma);
    __mt_destroy(&space.mm_mt);
  }
  memset(&space, 0, sizeof(space));
  /* As MM_MT_FLAGS: the lock of an address space is not the tree's own. */
  mt_init_flags(&space.mm_mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_LOCK_EXTERN);
  memset(files, 0, sizeof(files));
  for (int i = 0; i < KM_FILES; i++)
    files[i].file.f_mapping = &files[i].mapping;
  memset(ptes, 0, sizeof(ptes));
  used_chains = 0;
  charge = 0;
}

static void start_call(const struct km_call *call) {
  now = call;
  populated = warnings = trace_length = 0;
}

/* mmap_region() took a vm_flags_t until 7.2. */
#define region_flags(flags)                                                    \
  _Generic(&mmap_region,                                                       \
           unsigned long (*)(struct file *, unsigned long, unsigned long,      \
                             vm_flags_t, unsigned long, struct list_head *)    \
           : (flags), default                                                  \
           : legacy_to_vma_flags(flags))

long km_mmap(const struct km_call *call) {
  jmp_buf here;
  int stopped = setjmp(here);

  if (stopped)
    return stopped;
  escape = &here;
  start_call(call);
  for (int i = 0; i < KM_FILES; i++)
    files[i].file.f_op = fops_of(call->hook);
  return (long)mmap_region(file_at(call->file), call->addr, call->len,
                           region_flags(call->flags), call->pgoff, NULL);
}

long km_munmap(unsigned long start, unsigned long len,
               const struct km_call *failures) {
  jmp_buf here;
  int stopped = setjmp(here);

  if (stopped)
    return stopped;
  escape = &here;
  start_call(failures);
  return do_munmap(&space, start, len, NULL);
}

long km_split(unsigned long addr, int new_below) {
  struct km_call call = {.fail_page = -1};
  VMA_ITERATOR(vmi, &space, addr);
  struct vm_area_struct *vma = vma_lookup(&space, addr);
  jmp_buf here;
  int stopped = setjmp(here);

  if (stopped)
    return stopped;
  escape = &here;
  start_call(&call);
  if (!vma || vma->vm_start == addr)
    return 0;
  vma_iter_load(&vmi);
  trace_length = 0;
  return split_vma(&vmi, vma, addr, new_below);
}

static void fork_vma(struct vm_area_struct *vma) {
  if (vma->anon_vma && list_is_singular(&vma->anon_vma_chain))
    chain_anon_vma(vma, vma->anon_vma);
}

static void mremap_vma(struct vm_area_struct *vma, unsigned long anon_pgoff) {
#ifdef HAS_ANON_PGOFF
  /* mremap() updates the offsets of VMAs without anonymous pages. */
  if (vma->vm_file && vma->anon_vma)
    __vma_set_anon_pgoff(vma, anon_pgoff);
#endif
}

void km_happen(enum km_event event, unsigned long addr, unsigned long value) {
  struct vm_area_struct *vma = vma_lookup(&space, addr);

  start_call(NULL);
  if (!vma)
    return;
  switch (event) {
  case KM_FAULT:
    if (!vma->anon_vma && !(vma->vm_flags & VM_SHARED)) {
      vma->anon_vma = &anon_vmas[value - 1];
      chain_anon_vma(vma, vma->anon_vma);
    }
    return;
  case KM_FORK:
    return fork_vma(vma);
  case KM_MREMAP:
    return mremap_vma(vma, value);
  case KM_MBIND:
    vma->vm_policy = (struct mempolicy *)value;
    return;
  case KM_NAME:
    vma->anon_name = (struct anon_vma_name *)value;
    return;
  }
}

static void get_vma(const struct vm_area_struct *vma, struct km_vma *to) {
  struct counted_file *file = (struct counted_file *)vma->vm_file;

  to->start = vma->vm_start;
  to->end = vma->vm_end;
  to->pgoff = vma->vm_pgoff;
  to->flags = vma->vm_flags;
#ifdef HAS_ANON_PGOFF
  to->anon_pgoff = vma_start_anon_pgoff(vma);
#else
  to->anon_pgoff = 0;
#endif
  to->file = file ? (int)(file - files) + 1 : 0;
  to->ops = ops_number(vma->vm_ops);
  to->private_data = (int)(long)vma->vm_private_data;
  to->writable = !!(pgprot_val(vma->vm_page_prot) & PROT_WRITABLE);
  to->cache = (int)(pgprot_val(vma->vm_page_prot) >> PROT_CACHE_SHIFT);
  to->anon_vma = vma->anon_vma ? (int)(vma->anon_vma - anon_vmas) + 1 : 0;
  to->anon_vma_shared =
      vma->anon_vma && !list_is_singular(&vma->anon_vma_chain);
  to->policy = (int)(long)vma->vm_policy;
  to->anon_name = (int)(long)vma->anon_name;
}

void km_get_state(struct km_state *to) {
  struct vm_area_struct *vma;
  VMA_ITERATOR(vmi, &space, 0);

  to->charge = charge;
  to->warnings = warnings;
  for (int i = 0; i < KM_FILES; i++) {
    to->refs[i] = files[i].refs;
    to->i_mmap_writable[i] = atomic_read(&files[i].mapping.i_mmap_writable);
    to->i_mmap_locked[i] = files[i].locked;
  }
  to->vma_count = to->pte_count = 0;
  for_each_vma(vmi, vma) if (to->vma_count < KM_MAX_VMAS)
      get_vma(vma, &to->vmas[to->vma_count++]);
  for (unsigned long addr = window_first; addr < window_last;
       addr += PAGE_SIZE) {
    const pte_t *pte = pte_at(addr);

    if (!pte->pfn || to->pte_count == sizeof(to->ptes) / sizeof(to->ptes[0]))
      continue;
    to->ptes[to->pte_count++] = (struct km_pte){
        addr, pte->pfn, pte->special, pgprot_val(pte->prot) & PROT_WRITABLE,
        (int)(pgprot_val(pte->prot) >> PROT_CACHE_SHIFT)};
  }
}

int km_get_trace(const int **to) {
  *to = trace;
  return trace_length;
}
