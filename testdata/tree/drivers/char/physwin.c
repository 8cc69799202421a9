// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A window on physical memory, with the checks that such a window needs.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/mm.h>

static const struct vm_operations_struct physwin_vm_ops = {
	.access = generic_access_phys,
};

#ifndef CONFIG_MMU
/* there is nothing to copy on write without an MMU */
static inline int physwin_private_ok(struct vm_area_struct *vma)
{
	return is_nommu_shared_mapping(vma->vm_flags);
}
#else
static inline int physwin_private_ok(struct vm_area_struct *vma)
{
	return 1;
}
#endif

static int physwin_range_ok(unsigned long pfn, unsigned long size)
{
	return pfn + (size >> PAGE_SHIFT) > pfn;
}

static pgprot_t physwin_prot(struct file *file, unsigned long pfn,
			     unsigned long size, pgprot_t prot)
{
	if (file->f_flags & O_DSYNC)
		return pgprot_noncached(prot);
	return prot;
}

static int mmap_physwin(struct file *file, struct vm_area_struct *vma)
{
	size_t size = vma->vm_end - vma->vm_start;
	phys_addr_t offset = (phys_addr_t)vma->vm_pgoff << PAGE_SHIFT;

	/* the offset has to survive the shift */
	if (offset >> PAGE_SHIFT != vma->vm_pgoff)
		return -EINVAL;

	if (!physwin_range_ok(vma->vm_pgoff, size))
		return -EINVAL;

	if (!physwin_private_ok(vma))
		return -ENOSYS;

	vma->vm_page_prot = physwin_prot(file, vma->vm_pgoff,
					 size,
					 vma->vm_page_prot);

	vma->vm_ops = &physwin_vm_ops;

	/* remapping marks the range VM_IO */
	if (remap_pfn_range(vma,
			    vma->vm_start,
			    vma->vm_pgoff,
			    size,
			    vma->vm_page_prot)) {
		return -EAGAIN;
	}
	return 0;
}

static const struct file_operations __maybe_unused physwin_fops = {
	.llseek		= noop_llseek,
	.mmap		= mmap_physwin,
	.open		= simple_open,
};

static int __init physwin_init(void)
{
	return register_chrdev(42, "physwin", &physwin_fops);
}
device_initcall(physwin_init);
