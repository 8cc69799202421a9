/*
 * What the fidelity test asks of the kernel's own mm/vma.c: one address space,
 * a few operations on it, and its layout.
 */
#ifndef PREMAP_MODEL_FIDELITY_KERNEL_VMA_H
#define PREMAP_MODEL_FIDELITY_KERNEL_VMA_H

#ifdef __cplusplus
extern "C" {
#endif

enum { KV_FILES = 2, KV_ANON_VMAS = 2 };

/* A mapping. Bytes, pages, VM_* bits. */
struct kv_vma {
  unsigned long start, end, pgoff, flags;
  int file;      /* 1 .. KV_FILES, 0: none */
  int has_close; /* vm_ops with open() and close() */
  int anon_vma;  /* 1 .. KV_ANON_VMAS, 0: none */
};

struct kv_counts {
  long opens, closes;
  long file_refs[KV_FILES];
};

/* Empties the address space and sets all counts to 0. */
void kv_reset(void);
/* What mmap() with MAP_FIXED does from the unmapping on. 0 or -errno. */
int kv_map(const struct kv_vma *what);
int kv_unmap(unsigned long start, unsigned long len);
/* Splits the VMA around addr, if addr lies inside one. 0 or -errno. */
int kv_split(unsigned long addr, int new_below);
/* A write fault: the private VMA at addr gets an anon_vma if it has none. */
void kv_fault(unsigned long addr, int anon_vma);
/* Returns the number of VMAs; stores at most max of them. */
int kv_layout(struct kv_vma *to, int max);
void kv_get_counts(struct kv_counts *to);

#ifdef __cplusplus
}
#endif

#endif
