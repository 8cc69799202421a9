/*
 * What lies below the code that is cut out of a kernel tree: page tables in one
 * flat table, counters, and what fails. Part of kernel_mmap.c.
 */
#ifndef PREMAP_MODEL_FIDELITY_KERNEL_BELOW_H
#define PREMAP_MODEL_FIDELITY_KERNEL_BELOW_H

/* --- Warnings and bugs --- */

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

/* --- The record of calls --- */

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

/* --- What the kernel counts --- */

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

/* --- Anonymous memory --- */

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

/* --- Page tables --- */

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

#endif
