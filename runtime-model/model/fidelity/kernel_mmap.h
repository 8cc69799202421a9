/*
 * What the fidelity test asks of the kernel's own mmap_region(): one address
 * space, hooks that do what a table says, and all that can be seen afterwards.
 */
#ifndef PREMAP_MODEL_FIDELITY_KERNEL_MMAP_H
#define PREMAP_MODEL_FIDELITY_KERNEL_MMAP_H

#ifdef __cplusplus
extern "C" {
#endif

enum { KM_FILES = 3, KM_ANON_VMAS = 2, KM_MAX_VMAS = 64, KM_MAX_PAGES = 16 };

/*
 * vm_ops are told by number: none (NULL), the core's empty ones, or a table of
 * the driver's. Bits of those say what they have; KM_OPS_OTHER makes a second
 * table that has the same.
 */
enum {
  KM_OPS_CLOSE = 1, /* open() and close() */
  KM_OPS_MAPPED = 2,
  KM_OPS_PAGE_MKWRITE = 4,
  KM_OPS_OTHER = 8,
  KM_OPS = 16,
  KM_OPS_NULL = -1,
  KM_OPS_DUMMY = -2,
};

/* How a file is mapped. */
enum km_hook {
  KM_NO_HOOK, /* no file */
  KM_MMAP,
  KM_MMAP_PREPARE,
  KM_STACKED_MMAP, /* calls vfs_mmap() of a file with .mmap_prepare */
};

enum km_statement_kind {
  KM_SET_VM_OPS,       /* number */
  KM_SET_FLAGS,        /* value */
  KM_CLEAR_FLAGS,      /* value */
  KM_SET_PAGE_PROT,    /* number: a cache mode, 0 recomputes it */
  KM_SET_PGOFF,        /* value */
  KM_SET_PRIVATE_DATA, /* number */
  KM_SET_FILE,         /* number */
  KM_REMAP,            /* value: PFN; the whole mapping, or start and size */
  KM_IOREMAP,          /* the same */
  KM_SIMPLE_IOREMAP,   /* value: physical address, size */
  KM_MAP_PAGES,        /* pages, from the start of the mapping or from start */
  KM_ERROR_OVERRIDE,   /* number */
  KM_HIDE_FROM_RMAP,
  KM_RETURN, /* number */
};

struct km_statement {
  enum km_statement_kind kind;
  int number;
  unsigned long value;
  int partly; /* start and size count */
  unsigned long start, size;
  unsigned long pages[KM_MAX_PAGES]; /* PFNs */
  int page_count;
};

enum km_failure {
  KM_FAIL_VM_AREA_ALLOC,
  KM_FAIL_MAPLE_PREALLOC,
  KM_FAIL_MERGE_PREALLOC,
  KM_FAIL_SPLIT,          /* for want of a VMA */
  KM_FAIL_SPLIT_PREALLOC, /* for want of tree nodes */
  KM_FAIL_ACCOUNTING,
  KM_FAIL_MAY_EXPAND,
  KM_FAIL_ACTION, /* at its first page */
  KM_FAILURES,
};

struct km_call {
  unsigned long addr, len, pgoff, flags;
  int file; /* 1 .. KM_FILES, 0: none */
  enum km_hook hook;
  const struct km_statement *statements;
  int statement_count;
  int mapped_error;        /* what mapped() returns */
  int mapped_private_data; /* what it stores if it succeeds, 0: nothing */
  int fail[KM_FAILURES];
  long fail_page; /* page table entry that cannot be made, -1: none */
};

struct km_vma {
  unsigned long start, end, pgoff, flags;
  unsigned long anon_pgoff; /* 0 if the kernel has no such thing */
  int file, ops, private_data;
  int writable, cache; /* page_prot */
  int anon_vma;        /* 1 .. KM_ANON_VMAS, 0: none */
  int anon_vma_shared; /* with a parent process */
  int policy, anon_name;
};

/* What else happens to a VMA during its life, as far as merging asks for it. */
enum km_event {
  KM_FAULT,  /* a write: it gets an anon_vma if it is private and has none */
  KM_FORK,   /* it is a child's copy: its anon_vma has two chains */
  KM_MREMAP, /* it keeps the anonymous page offsets of another address */
  KM_MBIND,  /* it gets a memory policy */
  KM_NAME,   /* it gets an anon_vma name */
};

struct km_pte {
  unsigned long addr, pfn;
  int special, writable, cache;
};

struct km_state {
  long charge; /* pages */
  long refs[KM_FILES];
  int i_mmap_writable[KM_FILES];
  int i_mmap_locked[KM_FILES];
  int warnings; /* WARN()s of the last call */
  int vma_count, pte_count;
  struct km_vma vmas[KM_MAX_VMAS];
  struct km_pte ptes[4 * KM_MAX_VMAS];
};

/* What calls return that did not come to an end. */
enum { KM_BUG = 1, KM_DEADLOCK = 2 };

/* Where page table entries may be. */
void km_set_window(unsigned long first, unsigned long last);
/* Names of the functions that the record of calls is about. */
void km_set_traced(const char *const *names, int count);
/* Empties the address space and sets all counts to 0. */
void km_reset(void);
/* The address, -errno, KM_BUG or KM_DEADLOCK. */
long km_mmap(const struct km_call *call);
long km_munmap(unsigned long start, unsigned long len,
               const struct km_call *failures);
/* Splits the VMA around addr, if addr lies inside one. */
long km_split(unsigned long addr, int new_below);
/* Something happens to the VMA at addr, if there is one. */
void km_happen(enum km_event event, unsigned long addr, unsigned long value);
void km_get_state(struct km_state *to);
/* The functions called by the last call, by index of km_set_traced(), vm_ops
 * (KM_OPS_NULL: none) in the upper half. */
int km_get_trace(const int **to);

#ifdef __cplusplus
}
#endif

#endif
