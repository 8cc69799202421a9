/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends include/linux/mm.h: what a hook may call. See mm_types.h for
 * PREMAP_TARGET.
 */
#if PREMAP_TARGET >= 619
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
#if PREMAP_TARGET >= 702
	VMA_ALLOW_ANY_UNCACHED_BIT = 39,
	VMA_DROPPABLE_BIT = 40,
	VMA_UFFD_MINOR_BIT = 41,
	VMA_SEALED_BIT = 42,
#endif
#if PREMAP_TARGET >= 703
	VMA_UFFD_RWP_BIT = 43,
#endif
};

unsigned long vma_desc_size(const struct vm_area_desc *desc);
unsigned long vma_desc_pages(const struct vm_area_desc *desc);

void mmap_action_remap(struct vm_area_desc *desc, unsigned long start,
		       unsigned long start_pfn, unsigned long size);
void mmap_action_remap_full(struct vm_area_desc *desc, unsigned long start_pfn);
void mmap_action_ioremap(struct vm_area_desc *desc, unsigned long start,
			 unsigned long start_pfn, unsigned long size);
void mmap_action_ioremap_full(struct vm_area_desc *desc,
			      unsigned long start_pfn);
#if PREMAP_TARGET >= 701
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
#if PREMAP_TARGET >= 702
void vma_desc_set_anonymous(struct vm_area_desc *desc);
#endif
#endif

#if PREMAP_TARGET >= 700
#if PREMAP_TARGET >= 702
vma_flags_t __mk_vma_flags(vma_flags_t flags, size_t count,
			   const vma_flag_t *bits);
#define EMPTY_VMA_FLAGS ((vma_flags_t){ })
#define append_vma_flags(flags, ...)					\
	__mk_vma_flags(flags,						\
		       sizeof((const vma_flag_t []){ __VA_ARGS__ }) /	\
		       sizeof(vma_flag_t),				\
		       (const vma_flag_t []){ __VA_ARGS__ })
#define mk_vma_flags(...)						\
	append_vma_flags(EMPTY_VMA_FLAGS, __VA_ARGS__)
vm_flags_t vma_flags_to_legacy(vma_flags_t flags);
#else
vma_flags_t __mk_vma_flags(size_t count, const vma_flag_t *bits);
#define mk_vma_flags(...)						\
	__mk_vma_flags(sizeof((const vma_flag_t []){ __VA_ARGS__ }) /	\
		       sizeof(vma_flag_t),				\
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

#if PREMAP_TARGET >= 701
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
#if PREMAP_TARGET >= 703
pgprot_t vma_flags_to_page_prot(vma_flags_t flags);
pgprot_t vma_get_page_prot(const struct vm_area_struct *vma);
pgoff_t vma_start_pgoff(const struct vm_area_struct *vma);
pgoff_t vma_end_pgoff(const struct vm_area_struct *vma);
pgoff_t vma_last_pgoff(const struct vm_area_struct *vma);
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
