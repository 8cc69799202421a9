/*
 * The tree's own mmap_region() in user space. The functions that build_mmap.sh
 * cuts out of the tree, and mm/vma.c, are compiled unchanged over the harness
 * of tools/testing/vma. This file puts them together: above kernel_below.h,
 * below kernel_driver.h.
 */
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generated/bit-length.h"
#include "maple-shared.h"

#include "kernel_mmap.h"

#include "kernel_below.h"

/* --- In the place of the harness's stubs --- */

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

/* In this order. */
#include "../../../mm/vma_init.c"

#include "../../../mm/vma.c"

#include "generated/bodies.h"

/* --- What the harness wants to be defined --- */

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

#include "kernel_driver.h"

static void __attribute__((constructor)) initialise(void) {
  initialise_driver_ops();
  maple_tree_init();
  vma_state_init();
}

/* --- What the test calls --- */

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
