/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands in front of struct vm_area_struct in include/linux/mm_types.h: the
 * description of a mapping that does not exist yet. PREMAP_TARGET is the
 * release as runtime-model/kernel/Releases.cpp numbers it: 616, ..., 701, 702.
 */
struct mm_struct;
struct file;
struct page;
struct vm_area_struct;
struct vm_operations_struct;

#if PREMAP_TARGET >= 619
typedef int vma_flag_t;

typedef struct {
	unsigned long __vma_flags[1];
} vma_flags_t;

enum mmap_action_type {
	MMAP_NOTHING,
	MMAP_REMAP_PFN,
	MMAP_IO_REMAP_PFN,
#if PREMAP_TARGET >= 701
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
#if PREMAP_TARGET >= 701
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
#if PREMAP_TARGET >= 702
	int error_override;
#else
	int (*success_hook)(const struct vm_area_struct *vma);
	int (*error_hook)(int err);
#endif
	bool hide_from_rmap_until_complete : 1;
};
#endif

struct vm_area_desc {
#if PREMAP_TARGET >= 701 || PREMAP_TARGET < 618
	struct mm_struct *mm;
#else
	const struct mm_struct *const mm;
#endif
#if PREMAP_TARGET >= 701
	struct file *file;
#elif PREMAP_TARGET >= 618
	struct file *const file;
#endif
	unsigned long start;
	unsigned long end;
	pgoff_t pgoff;
#if PREMAP_TARGET >= 618
	struct file *vm_file;
#else
	struct file *file;
#endif
#if PREMAP_TARGET >= 700
	vma_flags_t vma_flags;
#elif PREMAP_TARGET >= 619
	union {
		vm_flags_t vm_flags;
		vma_flags_t vma_flags;
	};
#else
	vm_flags_t vm_flags;
#endif
	pgprot_t page_prot;
	const struct vm_operations_struct *vm_ops;
	void *private_data;
#if PREMAP_TARGET >= 619
	struct mmap_action action;
#endif
};
