/*
 * Declarations that the verification's test drivers use: the hooks, the records
 * and helpers of a kernel that has both .mmap and .mmap_prepare. API_72 selects
 * error_override, otherwise there is error_hook.
 */
#ifndef TEST_KERNEL_H
#define TEST_KERNEL_H

typedef unsigned long size_t;
typedef unsigned long pgoff_t;
typedef unsigned long long phys_addr_t;
typedef unsigned long vm_flags_t;
typedef int vma_flag_t;
typedef _Bool bool;
typedef long long loff_t;
#define NULL ((void *)0)
#define true 1
#define false 0

#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define PAGE_ALIGN(x) (((x) + PAGE_SIZE - 1) & PAGE_MASK)
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))

#define EPERM 1
#define ENXIO 6
#define EAGAIN 11
#define ENOMEM 12
#define EBUSY 16
#define ENODEV 19
#define EINVAL 22

enum {
	VMA_READ_BIT, VMA_WRITE_BIT, VMA_EXEC_BIT, VMA_SHARED_BIT,
	VMA_MAYREAD_BIT, VMA_MAYWRITE_BIT, VMA_MAYEXEC_BIT, VMA_MAYSHARE_BIT,
	VMA_PFNMAP_BIT = 10, VMA_IO_BIT = 14, VMA_DONTCOPY_BIT = 17,
	VMA_DONTEXPAND_BIT = 18, VMA_DONTDUMP_BIT = 26, VMA_MIXEDMAP_BIT = 28,
};
#define VM_READ (1UL << VMA_READ_BIT)
#define VM_WRITE (1UL << VMA_WRITE_BIT)
#define VM_EXEC (1UL << VMA_EXEC_BIT)
#define VM_SHARED (1UL << VMA_SHARED_BIT)
#define VM_MAYREAD (1UL << VMA_MAYREAD_BIT)
#define VM_MAYWRITE (1UL << VMA_MAYWRITE_BIT)
#define VM_MAYEXEC (1UL << VMA_MAYEXEC_BIT)
#define VM_MAYSHARE (1UL << VMA_MAYSHARE_BIT)
#define VM_PFNMAP (1UL << VMA_PFNMAP_BIT)
#define VM_IO (1UL << VMA_IO_BIT)
#define VM_DONTCOPY (1UL << VMA_DONTCOPY_BIT)
#define VM_DONTEXPAND (1UL << VMA_DONTEXPAND_BIT)
#define VM_DONTDUMP (1UL << VMA_DONTDUMP_BIT)
#define VM_MIXEDMAP (1UL << VMA_MIXEDMAP_BIT)

typedef struct { unsigned long pgprot; } pgprot_t;
typedef struct { unsigned long bits[1]; } vma_flags_t;
struct mutex { long owner; };
struct kref { int refs; };
typedef struct { int counter; } atomic_t;
struct page;
struct mm_struct;
struct address_space;
struct inode { unsigned long i_ino; loff_t i_size; void *i_private; };
struct file {
	const struct file_operations *f_op;
	void *private_data;
	struct inode *f_inode;
	unsigned int f_flags;
};
struct device { void *driver_data; };

struct vm_area_struct {
	unsigned long vm_start, vm_end;
	struct mm_struct *vm_mm;
	pgprot_t vm_page_prot;
	union { const vm_flags_t vm_flags; vm_flags_t __vm_flags; };
	const struct vm_operations_struct *vm_ops;
	unsigned long vm_pgoff;
	struct file *vm_file;
	void *vm_private_data;
};

enum mmap_action_type { MMAP_NOTHING, MMAP_REMAP_PFN, MMAP_IO_REMAP_PFN };
struct mmap_action {
	union {
		struct { unsigned long start, start_pfn, size; pgprot_t pgprot; } remap;
	};
	enum mmap_action_type type;
#ifdef API_72
	int error_override;
#else
	int (*success_hook)(const struct vm_area_struct *vma);
	int (*error_hook)(int err);
#endif
	bool hide_from_rmap_until_complete : 1;
};

struct vm_area_desc {
	struct mm_struct *mm;
	struct file *file;
	unsigned long start, end;
	pgoff_t pgoff;
	struct file *vm_file;
	vma_flags_t vma_flags;
	pgprot_t page_prot;
	const struct vm_operations_struct *vm_ops;
	void *private_data;
	struct mmap_action action;
};

struct vm_fault;
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);
	void (*close)(struct vm_area_struct *vma);
	int (*mapped)(unsigned long start, unsigned long end, pgoff_t pgoff,
		      const struct file *file, void **vm_private_data);
	int (*fault)(struct vm_fault *vmf);
};
struct file_operations {
	int (*open)(struct inode *, struct file *);
	int (*mmap)(struct file *, struct vm_area_struct *);
	int (*mmap_prepare)(struct vm_area_desc *);
};

void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags);
void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags);
void vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set, vm_flags_t clear);
unsigned long vma_pages(const struct vm_area_struct *vma);
int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		    unsigned long pfn, unsigned long size, pgprot_t prot);
int io_remap_pfn_range(struct vm_area_struct *vma, unsigned long addr,
		       unsigned long pfn, unsigned long size, pgprot_t prot);
int vm_iomap_memory(struct vm_area_struct *vma, phys_addr_t start,
		    unsigned long len);
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr,
		   struct page *page);
int vm_map_pages(struct vm_area_struct *vma, struct page **pages,
		 unsigned long num);
int generic_file_mmap(struct file *file, struct vm_area_struct *vma);
int generic_file_mmap_prepare(struct vm_area_desc *desc);
pgprot_t pgprot_noncached(pgprot_t prot);
pgprot_t pgprot_writecombine(pgprot_t prot);
extern const struct vm_operations_struct generic_file_vm_ops;

unsigned long vma_desc_size(const struct vm_area_desc *desc);
unsigned long vma_desc_pages(const struct vm_area_desc *desc);
bool vma_desc_test_any_mask(const struct vm_area_desc *desc, vma_flags_t flags);
bool vma_desc_test_all_mask(const struct vm_area_desc *desc, vma_flags_t flags);
bool vma_desc_test(const struct vm_area_desc *desc, vma_flag_t bit);
void vma_desc_set_flags_mask(struct vm_area_desc *desc, vma_flags_t flags);
void vma_desc_clear_flags_mask(struct vm_area_desc *desc, vma_flags_t flags);
#define COUNT(...) (sizeof((const vma_flag_t[]){ __VA_ARGS__ }) / sizeof(vma_flag_t))
#ifdef API_72
vma_flags_t __mk_vma_flags(vma_flags_t flags, size_t count,
			   const vma_flag_t *bits);
#define EMPTY_VMA_FLAGS ((vma_flags_t){ })
#define append_vma_flags(flags, ...) \
	__mk_vma_flags(flags, COUNT(__VA_ARGS__), \
		       (const vma_flag_t[]){ __VA_ARGS__ })
#define mk_vma_flags(...) append_vma_flags(EMPTY_VMA_FLAGS, __VA_ARGS__)
#else
vma_flags_t __mk_vma_flags(size_t count, const vma_flag_t *bits);
#define mk_vma_flags(...) \
	__mk_vma_flags(COUNT(__VA_ARGS__), (const vma_flag_t[]){ __VA_ARGS__ })
#endif
#define vma_desc_test_any(desc, ...) \
	vma_desc_test_any_mask(desc, mk_vma_flags(__VA_ARGS__))
#define vma_desc_test_all(desc, ...) \
	vma_desc_test_all_mask(desc, mk_vma_flags(__VA_ARGS__))
#define vma_desc_set_flags(desc, ...) \
	vma_desc_set_flags_mask(desc, mk_vma_flags(__VA_ARGS__))
#define vma_desc_clear_flags(desc, ...) \
	vma_desc_clear_flags_mask(desc, mk_vma_flags(__VA_ARGS__))

void mmap_action_remap(struct vm_area_desc *desc, unsigned long start,
		       unsigned long start_pfn, unsigned long size);
void mmap_action_remap_full(struct vm_area_desc *desc, unsigned long start_pfn);
void mmap_action_ioremap(struct vm_area_desc *desc, unsigned long start,
			 unsigned long start_pfn, unsigned long size);
void mmap_action_ioremap_full(struct vm_area_desc *desc,
			      unsigned long start_pfn);
void mmap_action_simple_ioremap(struct vm_area_desc *desc, phys_addr_t start,
				unsigned long size);
void mmap_action_map_kernel_pages(struct vm_area_desc *desc,
				  unsigned long start, struct page **pages,
				  unsigned long nr_pages);
void mmap_action_map_kernel_pages_full(struct vm_area_desc *desc,
				       struct page **pages);

struct inode *file_inode(const struct file *f);
void file_accessed(struct file *file);
bool capable(int cap);
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
void kref_get(struct kref *kref);
int kref_put(struct kref *kref, void (*release)(struct kref *kref));
void atomic_inc(atomic_t *v);
void atomic_dec(atomic_t *v);
void *kzalloc(size_t size, unsigned int flags);
void kfree(const void *p);
int pm_runtime_resume_and_get(struct device *dev);
int pm_runtime_put_autosuspend(struct device *dev);
int _printk(const char *fmt, ...);
void *dma_area(struct device *dev);

#endif
