/*
 * Drives the kernel's own mm/vma.c in user space, through the harness of
 * tools/testing/vma. Compiled at test time, against an installed kernel tree.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maple-shared.h"
#include "vma_internal.h"

#include "kernel_vma.h"

#include "../../../mm/vma.h"

struct counted_file {
  struct file file;
  struct address_space mapping;
  long refs;
};

static struct counted_file files[KV_FILES];
static struct anon_vma anon_vmas[KV_ANON_VMAS];
static struct anon_vma_chain chains[4096];
static unsigned used_chains;
static long opens, closes;

static void count_get(struct file *file) {
  ((struct counted_file *)file)->refs++;
}
static void count_put(struct file *file) {
  ((struct counted_file *)file)->refs--;
}

static void chain_anon_vma(struct vm_area_struct *vma, struct anon_vma *anon) {
  struct anon_vma_chain *chain =
      &chains[used_chains++ % (sizeof(chains) / sizeof(chains[0]))];

  vma->anon_vma = anon;
  chain->anon_vma = anon;
  INIT_LIST_HEAD(&vma->anon_vma_chain);
  list_add(&chain->same_vma, &vma->anon_vma_chain);
}

static int clone_anon_vma(struct vm_area_struct *dst,
                          struct vm_area_struct *src) {
  if (src->anon_vma)
    chain_anon_vma(dst, src->anon_vma);
  return 0;
}

/* The harness leaves these empty; here they are worth counting. */
#define get_file(file) count_get(file)
#define fput(file) count_put(file)
#define anon_vma_clone(dst, src) clone_anon_vma(dst, src)

#ifdef NEEDS_VMA_CLOSE
static void vma_close(struct vm_area_struct *vma) {
  if (!vma->vm_ops || !vma->vm_ops->close)
    return;
  vma->vm_ops->close(vma);
  vma->vm_ops = &vma_dummy_vm_ops;
}
#endif

#include "../../../mm/vma.c"

const struct vm_operations_struct vma_dummy_vm_ops;

static void count_open(struct vm_area_struct *vma) { opens++; }
static void count_close(struct vm_area_struct *vma) { closes++; }
static const struct vm_operations_struct closing_ops = {
    .open = count_open,
    .close = count_close,
};

static struct mm_struct space;
static struct task_struct task = {.mm = &space};

struct task_struct *get_current(void) { return &task; }

static struct file *file_at(int index) {
  return index ? &files[index - 1].file : NULL;
}

static void __attribute__((constructor)) initialise(void) {
  maple_tree_init();
}

void kv_reset(void) {
  struct vm_area_struct *vma;
  VMA_ITERATOR(vmi, &space, 0);

  if (space.map_count) {
    for_each_vma(vmi, vma)
      vm_area_free(vma);
    __mt_destroy(&space.mm_mt);
  }
  memset(&space, 0, sizeof(space));
  /* As MM_MT_FLAGS: the lock of an address space is not the tree's own. */
  mt_init_flags(&space.mm_mt, MT_FLAGS_ALLOC_RANGE | MT_FLAGS_LOCK_EXTERN);
  memset(files, 0, sizeof(files));
  for (int i = 0; i < KV_FILES; i++)
    files[i].file.f_mapping = &files[i].mapping;
  used_chains = 0;
  opens = closes = 0;
}

static int add_new(struct vma_iterator *vmi, const struct kv_vma *what) {
  struct vm_area_struct *vma = vm_area_alloc(&space);

  if (!vma)
    return -ENOMEM;
  vma_iter_config(vmi, what->start, what->end);
  vma_set_range(vma, what->start, what->end, what->pgoff);
  vma->__vm_flags = what->flags;
  if (vma_iter_prealloc(vmi, vma))
    return -ENOMEM;
  vma->vm_file = file_at(what->file);
  if (vma->vm_file)
    get_file(vma->vm_file);
  vma->vm_ops = what->has_close ? &closing_ops : &vma_dummy_vm_ops;
  vma_start_write(vma);
  vma_iter_store(vmi, vma);
  space.map_count++;
  vma_link_file(vma);
  return 0;
}

int kv_map(const struct kv_vma *what) {
  VMA_ITERATOR(vmi, &space, what->start);
  VMG_STATE(vmg, &space, &vmi, what->start, what->end, what->flags,
            what->pgoff);
  struct vma_munmap_struct vms;
  struct maple_tree detached;
  struct ma_state mas_detached;
  struct vm_area_struct *old = vma_find(&vmi, what->end);
  int error = 0;

  vmg.file = file_at(what->file);
  init_vma_munmap(&vms, &vmi, old, what->start, what->end, NULL, false);
  if (old) {
    mt_init_flags(&detached, vmi.mas.tree->ma_flags & MT_FLAGS_LOCK_MASK);
    mt_on_stack(detached);
    mas_init(&mas_detached, &detached, 0);
    error = vms_gather_munmap_vmas(&vms, &mas_detached);
    if (error)
      return error;
    vmg.next = vms.next;
    vmg.prev = vms.prev;
  } else {
    vmg.next = vma_iter_next_rewind(&vmi, &vmg.prev);
  }
  vms_clean_up_area(&vms, &mas_detached);
  if (!vma_merge_new_range(&vmg))
    error = add_new(&vmi, what);
  vms_complete_munmap_vmas(&vms, &mas_detached);
  vm_stat_account(&space, what->flags,
                  (what->end - what->start) >> PAGE_SHIFT);
  return error;
}

int kv_unmap(unsigned long start, unsigned long len) {
  VMA_ITERATOR(vmi, &space, start);

  return do_vmi_munmap(&vmi, &space, start, len, NULL, false);
}

int kv_split(unsigned long addr, int new_below) {
  VMA_ITERATOR(vmi, &space, addr);
  struct vm_area_struct *vma = vma_lookup(&space, addr);

  if (!vma || vma->vm_start == addr)
    return 0;
  vma_iter_load(&vmi);
  return split_vma(&vmi, vma, addr, new_below);
}

void kv_fault(unsigned long addr, int anon_vma) {
  struct vm_area_struct *vma = vma_lookup(&space, addr);

  if (vma && !vma->anon_vma && !(vma->vm_flags & VM_SHARED))
    chain_anon_vma(vma, &anon_vmas[anon_vma - 1]);
}

int kv_layout(struct kv_vma *to, int max) {
  struct vm_area_struct *vma;
  VMA_ITERATOR(vmi, &space, 0);
  int count = 0;

  for_each_vma(vmi, vma) {
    struct counted_file *file = (struct counted_file *)vma->vm_file;

    if (count < max) {
      to[count].start = vma->vm_start;
      to[count].end = vma->vm_end;
      to[count].pgoff = vma->vm_pgoff;
      to[count].flags = vma->vm_flags;
      to[count].file = file ? (int)(file - files) + 1 : 0;
      to[count].has_close = vma->vm_ops == &closing_ops;
      to[count].anon_vma =
          vma->anon_vma ? (int)(vma->anon_vma - anon_vmas) + 1 : 0;
    }
    count++;
  }
  return count;
}

void kv_get_counts(struct kv_counts *to) {
  to->opens = opens;
  to->closes = closes;
  for (int i = 0; i < KV_FILES; i++)
    to->file_refs[i] = files[i].refs;
}
