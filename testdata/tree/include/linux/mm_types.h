/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mappings: the VMA and, from 6.16 on, its description before it exists. */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/types.h>
#include <linux/rwsem.h>
#include <asm/page.h>
#include <asm/pgtable.h>

struct address_space;
struct file;
struct mm_struct;
struct vm_area_struct;
struct vm_operations_struct;

struct page {
	unsigned long flags;
	struct address_space *mapping;
	pgoff_t index;
	atomic_t _refcount;
};

struct folio {
	struct page page;
};

struct mm_struct {
	struct rw_semaphore mmap_lock;
	unsigned long total_vm;
};

typedef unsigned long vm_flags_t;

#if PREMAP_API >= 619
#define BITS_PER_LONG 64
#define NUM_VMA_FLAG_BITS BITS_PER_LONG

/* One bit of vma_flags_t, by number. */
typedef int __bitwise vma_flag_t;

/* The flags of a VMA; the first word is vm_flags_t's. */
typedef struct {
	unsigned long __vma_flags[NUM_VMA_FLAG_BITS / BITS_PER_LONG];
} vma_flags_t;
#endif

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	/* Written through vm_flags_set() and its relatives only. */
	union {
		const vm_flags_t vm_flags;
		vm_flags_t __private __vm_flags;
#if PREMAP_API >= 619
		vma_flags_t flags;
#endif
	};
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff;
	struct file *vm_file;
	void *vm_private_data;
};

struct vm_fault {
	struct vm_area_struct *vma;
	gfp_t gfp_mask;
	pgoff_t pgoff;
	unsigned long address;
	unsigned int flags;
	struct page *page;
};

#define VM_FAULT_OOM ((vm_fault_t)0x1)
#define VM_FAULT_SIGBUS ((vm_fault_t)0x2)
#define VM_FAULT_NOPAGE ((vm_fault_t)0x100)
#define VM_FAULT_LOCKED ((vm_fault_t)0x200)
#define VM_FAULT_RETRY ((vm_fault_t)0x400)

#if PREMAP_API >= 616
struct vm_area_desc;
#endif

#if PREMAP_API >= 619
/* What the core does with a new mapping after the mmap_prepare hook. */
enum mmap_action_type {
	MMAP_NOTHING,
	MMAP_REMAP_PFN,
	MMAP_IO_REMAP_PFN,
#if PREMAP_API >= 710
	MMAP_SIMPLE_IO_REMAP,
	MMAP_MAP_KERNEL_PAGES,
#endif
};

struct mmap_action {
	union {
		struct {
			unsigned long start;
			unsigned long start_pfn;
			unsigned long size;
			pgprot_t pgprot;
		} remap;
#if PREMAP_API >= 710
		struct {
			phys_addr_t start_phys_addr;
			unsigned long size;
		} simple_ioremap;
		struct {
			unsigned long start;
			struct page **pages;
			unsigned long nr_pages;
			pgoff_t pgoff;
		} map_kernel;
#endif
	};
	enum mmap_action_type type;
#if PREMAP_API >= 720
	/* 0, or the error to report in place of the action's. */
	int error_override;
#else
	int (*success_hook)(const struct vm_area_struct *vma);
	/* Translates the action's error; may not return 0. */
	int (*error_hook)(int err);
#endif
	bool hide_from_rmap_until_complete : 1;
};
#endif

#if PREMAP_API >= 616
/* A mapping that does not exist yet, as the mmap_prepare hook may shape it. */
struct vm_area_desc {
	/* Given. */
#if PREMAP_API >= 710 || PREMAP_API < 618
	struct mm_struct *mm;
#else
	const struct mm_struct *const mm;
#endif
#if PREMAP_API >= 710
	struct file *file; /* whose hook runs */
#elif PREMAP_API >= 618
	struct file *const file;
#endif
	unsigned long start;
	unsigned long end;

	/* May be changed. */
	pgoff_t pgoff;
#if PREMAP_API >= 618
	struct file *vm_file; /* what the mapping will hold */
#else
	struct file *file;
#endif
#if PREMAP_API >= 700
	vma_flags_t vma_flags;
#elif PREMAP_API >= 619
	union {
		vm_flags_t vm_flags;
		vma_flags_t vma_flags;
	};
#else
	vm_flags_t vm_flags;
#endif
	pgprot_t page_prot;

	/* Only written. */
	const struct vm_operations_struct *vm_ops;
	void *private_data;

#if PREMAP_API >= 619
	struct mmap_action action;
#endif
};
#endif

#endif
