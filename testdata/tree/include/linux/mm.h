/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What drivers may do to a mapping. */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/errno.h>
#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <linux/sched.h>

#if PREMAP_API >= 619
enum {
	VMA_READ_BIT = 0,
	VMA_WRITE_BIT = 1,
	VMA_EXEC_BIT = 2,
	VMA_SHARED_BIT = 3,
	VMA_MAYREAD_BIT = 4,
	VMA_MAYWRITE_BIT = 5,
	VMA_MAYEXEC_BIT = 6,
	VMA_MAYSHARE_BIT = 7,
	VMA_GROWSDOWN_BIT = 8,
#ifdef CONFIG_MMU
	VMA_UFFD_MISSING_BIT = 9,
#else
	VMA_MAYOVERLAY_BIT = 9,
#endif
	VMA_PFNMAP_BIT = 10,
	VMA_UFFD_WP_BIT = 12,
	VMA_LOCKED_BIT = 13,
	VMA_IO_BIT = 14,
	VMA_SEQ_READ_BIT = 15,
	VMA_RAND_READ_BIT = 16,
	VMA_DONTCOPY_BIT = 17,
	VMA_DONTEXPAND_BIT = 18,
	VMA_LOCKONFAULT_BIT = 19,
	VMA_ACCOUNT_BIT = 20,
	VMA_NORESERVE_BIT = 21,
	VMA_HUGETLB_BIT = 22,
	VMA_SYNC_BIT = 23,
	VMA_ARCH_1_BIT = 24,
	VMA_WIPEONFORK_BIT = 25,
	VMA_DONTDUMP_BIT = 26,
	VMA_SOFTDIRTY_BIT = 27,
	VMA_MIXEDMAP_BIT = 28,
	VMA_HUGEPAGE_BIT = 29,
	VMA_NOHUGEPAGE_BIT = 30,
	VMA_MERGEABLE_BIT = 31,
#if PREMAP_API >= 720
	VMA_MAYBE_GUARD_BIT = 11,
	VMA_ALLOW_ANY_UNCACHED_BIT = 39,
	VMA_DROPPABLE_BIT = 40,
	VMA_UFFD_MINOR_BIT = 41,
	VMA_SEALED_BIT = 42,
#endif
#if PREMAP_API >= 730
	VMA_UFFD_RWP_BIT = 43,
#endif
};
#endif

#define VM_NONE 0x00000000
#define VM_READ 0x00000001
#define VM_WRITE 0x00000002
#define VM_EXEC 0x00000004
#define VM_SHARED 0x00000008
#define VM_MAYREAD 0x00000010
#define VM_MAYWRITE 0x00000020
#define VM_MAYEXEC 0x00000040
#define VM_MAYSHARE 0x00000080
#define VM_GROWSDOWN 0x00000100
#ifdef CONFIG_MMU
#define VM_UFFD_MISSING 0x00000200
#else
#define VM_MAYOVERLAY 0x00000200
#endif
#define VM_PFNMAP 0x00000400
#define VM_UFFD_WP 0x00001000
#define VM_LOCKED 0x00002000
#define VM_IO 0x00004000
#define VM_SEQ_READ 0x00008000
#define VM_RAND_READ 0x00010000
#define VM_DONTCOPY 0x00020000
#define VM_DONTEXPAND 0x00040000
#define VM_LOCKONFAULT 0x00080000
#define VM_ACCOUNT 0x00100000
#define VM_NORESERVE 0x00200000
#define VM_HUGETLB 0x00400000
#define VM_SYNC 0x00800000
#define VM_ARCH_1 0x01000000
#define VM_WIPEONFORK 0x02000000
#define VM_DONTDUMP 0x04000000
#define VM_SOFTDIRTY 0x08000000
#define VM_MIXEDMAP 0x10000000
#define VM_HUGEPAGE 0x20000000
#define VM_NOHUGEPAGE 0x40000000
#define VM_MERGEABLE 0x80000000

#define VM_ACCESS_FLAGS (VM_READ | VM_WRITE | VM_EXEC)
#define VM_SPECIAL (VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP)

struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);
	void (*close)(struct vm_area_struct *vma);
#if PREMAP_API >= 710
	/* Once, after the action, and only if a VMA was made. */
	int (*mapped)(unsigned long start, unsigned long end, pgoff_t pgoff,
		      const struct file *file, void **vm_private_data);
#endif
	int (*may_split)(struct vm_area_struct *vma, unsigned long addr);
	int (*mremap)(struct vm_area_struct *vma);
	vm_fault_t (*fault)(struct vm_fault *vmf);
	vm_fault_t (*huge_fault)(struct vm_fault *vmf, unsigned int order);
	vm_fault_t (*map_pages)(struct vm_fault *vmf, pgoff_t start_pgoff,
				pgoff_t end_pgoff);
	vm_fault_t (*page_mkwrite)(struct vm_fault *vmf);
	vm_fault_t (*pfn_mkwrite)(struct vm_fault *vmf);
	int (*access)(struct vm_area_struct *vma, unsigned long addr, void *buf,
		      int len, int write);
	const char *(*name)(struct vm_area_struct *vma);
};

static inline void vm_flags_init(struct vm_area_struct *vma, vm_flags_t flags)
{
	ACCESS_PRIVATE(vma, __vm_flags) = flags;
}

static inline void vm_flags_reset(struct vm_area_struct *vma, vm_flags_t flags)
{
	vm_flags_init(vma, flags);
}

static inline void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags)
{
	ACCESS_PRIVATE(vma, __vm_flags) |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags)
{
	ACCESS_PRIVATE(vma, __vm_flags) &= ~flags;
}

static inline void vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set,
				vm_flags_t clear)
{
	vm_flags_init(vma, (vma->vm_flags | set) & ~clear);
}

static inline void vma_set_anonymous(struct vm_area_struct *vma)
{
	vma->vm_ops = NULL;
}

#if PREMAP_API >= 730
static inline bool vma_is_anonymous(const struct vm_area_struct *vma)
#else
static inline bool vma_is_anonymous(struct vm_area_struct *vma)
#endif
{
	return !vma->vm_ops;
}

#if PREMAP_API >= 618
static inline unsigned long vma_pages(const struct vm_area_struct *vma)
#else
static inline unsigned long vma_pages(struct vm_area_struct *vma)
#endif
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

#if PREMAP_API < 730
static inline bool is_cow_mapping(vm_flags_t flags)
{
	return (flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
}
#endif

#ifndef CONFIG_MMU
static inline bool is_nommu_shared_mapping(vm_flags_t flags)
{
	return flags & (VM_MAYSHARE | VM_MAYOVERLAY);
}
#endif

void vma_set_file(struct vm_area_struct *vma, struct file *file);
void vma_set_page_prot(struct vm_area_struct *vma);
#if PREMAP_API >= 617
pgprot_t vm_get_page_prot(vm_flags_t vm_flags);
#else
pgprot_t vm_get_page_prot(unsigned long vm_flags);
#endif

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		    unsigned long pfn, unsigned long size, pgprot_t pgprot);
int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start,
		    unsigned long len);
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr,
		   struct page *page);
int vm_insert_pages(struct vm_area_struct *vma, unsigned long addr,
		    struct page **pages, unsigned long *num);
int vm_map_pages(struct vm_area_struct *vma, struct page **pages,
		 unsigned long num);
int vm_map_pages_zero(struct vm_area_struct *vma, struct page **pages,
		      unsigned long num);
vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr,
			  unsigned long pfn);
int generic_access_phys(struct vm_area_struct *vma, unsigned long addr,
			void *buf, int len, int write);

static inline int io_remap_pfn_range(struct vm_area_struct *vma,
				     unsigned long addr, unsigned long pfn,
				     unsigned long size, pgprot_t prot)
{
	return remap_pfn_range(vma, addr, pfn, size, pgprot_decrypted(prot));
}

struct page *virt_to_page(const void *addr);
unsigned long page_to_pfn(const struct page *page);
void *page_address(const struct page *page);
phys_addr_t page_to_phys(struct page *page);
int vm_munmap(unsigned long start, size_t len);
void get_page(struct page *page);
void put_page(struct page *page);

#if PREMAP_API >= 619
static inline unsigned long vma_desc_size(const struct vm_area_desc *desc)
{
	return desc->end - desc->start;
}

static inline unsigned long vma_desc_pages(const struct vm_area_desc *desc)
{
	return vma_desc_size(desc) >> PAGE_SHIFT;
}

/*
 * The protection of what is mapped is desc->page_prot at the time of the call.
 */
void mmap_action_remap(struct vm_area_desc *desc, unsigned long start,
		       unsigned long start_pfn, unsigned long size);
void mmap_action_remap_full(struct vm_area_desc *desc, unsigned long start_pfn);
void mmap_action_ioremap(struct vm_area_desc *desc, unsigned long start,
			 unsigned long start_pfn, unsigned long size);
void mmap_action_ioremap_full(struct vm_area_desc *desc,
			      unsigned long start_pfn);

#if PREMAP_API >= 710
/* Takes pgoff and page_prot as the hook leaves them. */
void mmap_action_simple_ioremap(struct vm_area_desc *desc,
				phys_addr_t start_phys_addr,
				unsigned long size);
void mmap_action_map_kernel_pages(struct vm_area_desc *desc,
				  unsigned long start, struct page **pages,
				  unsigned long nr_pages);
void mmap_action_map_kernel_pages_full(struct vm_area_desc *desc,
				       struct page **pages);
bool range_in_vma_desc(const struct vm_area_desc *desc, unsigned long start,
		       unsigned long end);

int mmap_action_prepare(struct vm_area_desc *desc);
int mmap_action_complete(struct vm_area_struct *vma,
			 struct mmap_action *action, bool is_compat);
#else
void mmap_action_prepare(struct mmap_action *action, struct vm_area_desc *desc);
int mmap_action_complete(struct mmap_action *action,
			 struct vm_area_struct *vma);
#endif

#if PREMAP_API >= 720
void vma_desc_set_anonymous(struct vm_area_desc *desc);
#endif
#endif

#if PREMAP_API >= 700
#if PREMAP_API >= 720
vma_flags_t __mk_vma_flags(vma_flags_t flags, size_t count,
			   const vma_flag_t *bits);
#define EMPTY_VMA_FLAGS ((vma_flags_t){ })
#define append_vma_flags(flags, ...)					\
	__mk_vma_flags(flags, COUNT_ARGS(__VA_ARGS__),			\
		       (const vma_flag_t []){ __VA_ARGS__ })
#define mk_vma_flags(...)						\
	append_vma_flags(EMPTY_VMA_FLAGS, __VA_ARGS__)
vm_flags_t vma_flags_to_legacy(vma_flags_t flags);
#else
vma_flags_t __mk_vma_flags(size_t count, const vma_flag_t *bits);
#define mk_vma_flags(...)						\
	__mk_vma_flags(COUNT_ARGS(__VA_ARGS__),				\
		       (const vma_flag_t []){ __VA_ARGS__ })
#endif

#define VMA_REMAP_FLAGS mk_vma_flags(VMA_IO_BIT, VMA_PFNMAP_BIT,	\
				     VMA_DONTEXPAND_BIT, VMA_DONTDUMP_BIT)

bool vma_flags_test_all_mask(const vma_flags_t *flags, vma_flags_t to_test);
#define vma_flags_test_all(flags, ...)					\
	vma_flags_test_all_mask(flags, mk_vma_flags(__VA_ARGS__))
void vma_flags_set_mask(vma_flags_t *flags, vma_flags_t set);
#define vma_flags_set(flags, ...)					\
	vma_flags_set_mask(flags, mk_vma_flags(__VA_ARGS__))
void vma_flags_clear_mask(vma_flags_t *flags, vma_flags_t clear);
#define vma_flags_clear(flags, ...)					\
	vma_flags_clear_mask(flags, mk_vma_flags(__VA_ARGS__))

void vma_desc_set_flags_mask(struct vm_area_desc *desc, vma_flags_t flags);
#define vma_desc_set_flags(desc, ...)					\
	vma_desc_set_flags_mask(desc, mk_vma_flags(__VA_ARGS__))
void vma_desc_clear_flags_mask(struct vm_area_desc *desc, vma_flags_t flags);
#define vma_desc_clear_flags(desc, ...)					\
	vma_desc_clear_flags_mask(desc, mk_vma_flags(__VA_ARGS__))

#if PREMAP_API >= 710
bool vma_flags_test(const vma_flags_t *flags, vma_flag_t bit);
bool vma_flags_test_any_mask(const vma_flags_t *flags, vma_flags_t to_test);
#define vma_flags_test_any(flags, ...)					\
	vma_flags_test_any_mask(flags, mk_vma_flags(__VA_ARGS__))

bool vma_desc_test(const struct vm_area_desc *desc, vma_flag_t bit);
bool vma_desc_test_any_mask(const struct vm_area_desc *desc, vma_flags_t flags);
#define vma_desc_test_any(desc, ...)					\
	vma_desc_test_any_mask(desc, mk_vma_flags(__VA_ARGS__))
bool vma_desc_test_all_mask(const struct vm_area_desc *desc, vma_flags_t flags);
#define vma_desc_test_all(desc, ...)					\
	vma_desc_test_all_mask(desc, mk_vma_flags(__VA_ARGS__))

#if PREMAP_API >= 730
pgprot_t vma_flags_to_page_prot(vma_flags_t flags);
pgprot_t vma_get_page_prot(const struct vm_area_struct *vma);

pgoff_t vma_start_pgoff(const struct vm_area_struct *vma);
pgoff_t vma_end_pgoff(const struct vm_area_struct *vma);
pgoff_t vma_last_pgoff(const struct vm_area_struct *vma);
pgoff_t linear_page_delta(const struct vm_area_struct *vma,
			  const unsigned long address);
pgoff_t linear_page_index(const struct vm_area_struct *vma,
			  const unsigned long address);

bool vma_flags_is_cow_mapping(const vma_flags_t *flags);
bool vma_is_cow_mapping(const struct vm_area_struct *vma);
#else
pgprot_t vma_get_page_prot(vma_flags_t flags);
#endif
#else
bool vma_flags_test_mask(const vma_flags_t *flags, vma_flags_t to_test);
#define vma_flags_test(flags, ...)					\
	vma_flags_test_mask(flags, mk_vma_flags(__VA_ARGS__))

bool vma_desc_test_flags_mask(const struct vm_area_desc *desc,
			      vma_flags_t flags);
#define vma_desc_test_flags(desc, ...)					\
	vma_desc_test_flags_mask(desc, mk_vma_flags(__VA_ARGS__))
#endif

bool vma_desc_is_cow_mapping(struct vm_area_desc *desc);
#endif

#if PREMAP_API >= 720
vma_flags_t __mk_vma_flags_from_masks(size_t count, const vma_flags_t *masks);
#define mk_vma_flags_from_masks(...)					\
	__mk_vma_flags_from_masks(COUNT_ARGS(__VA_ARGS__),		\
				  (const vma_flags_t []){ __VA_ARGS__ })
bool vma_flags_test_single_mask(const vma_flags_t *flags, vma_flags_t flag);

#if PREMAP_API < 730
unsigned long vma_last_pgoff(struct vm_area_struct *vma);
#endif

/* The same of a VMA that exists. Setting takes no lock. */
bool vma_test(const struct vm_area_struct *vma, vma_flag_t bit);
bool vma_test_any_mask(const struct vm_area_struct *vma, vma_flags_t flags);
#define vma_test_any(vma, ...)						\
	vma_test_any_mask(vma, mk_vma_flags(__VA_ARGS__))
bool vma_test_all_mask(const struct vm_area_struct *vma, vma_flags_t flags);
#define vma_test_all(vma, ...)						\
	vma_test_all_mask(vma, mk_vma_flags(__VA_ARGS__))
bool vma_test_single_mask(const struct vm_area_struct *vma, vma_flags_t flag);
void vma_set_flags_mask(struct vm_area_struct *vma, vma_flags_t flags);
#define vma_set_flags(vma, ...)						\
	vma_set_flags_mask(vma, mk_vma_flags(__VA_ARGS__))
void vma_clear_flags_mask(struct vm_area_struct *vma, vma_flags_t flags);
#define vma_clear_flags(vma, ...)					\
	vma_clear_flags_mask(vma, mk_vma_flags(__VA_ARGS__))
#endif

#endif
