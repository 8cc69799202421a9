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
static inline int physwin_private_ok(struct vm_area_desc *desc)
{
	return vma_desc_test_any(desc, VMA_MAYSHARE_BIT, VMA_MAYOVERLAY_BIT);
}
#else
static inline int physwin_private_ok(struct vm_area_desc *desc)
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

static int mmap_physwin_error(int err)
{
	return -EAGAIN;
}

static int mmap_physwin_prepare(struct vm_area_desc *desc)
{
	size_t size = vma_desc_size(desc);
	phys_addr_t offset = (phys_addr_t)desc->pgoff << PAGE_SHIFT;

	/* the offset has to survive the shift */
	if (offset >> PAGE_SHIFT != desc->pgoff)
		return -EINVAL;

	if (!physwin_range_ok(desc->pgoff, size))
		return -EINVAL;

	if (!physwin_private_ok(desc))
		return -ENOSYS;

	desc->page_prot = physwin_prot(desc->file, desc->pgoff,
				       size,
				       desc->page_prot);

	desc->vm_ops = &physwin_vm_ops;

	/* remapping marks the range VM_IO */
	mmap_action_remap_full(desc, desc->pgoff);
	desc->action.error_hook = mmap_physwin_error;
	return 0;
}

static const struct file_operations __maybe_unused physwin_fops = {
	.llseek		= noop_llseek,
	.mmap_prepare	= mmap_physwin_prepare,
	.open		= simple_open,
};

static int __init physwin_init(void)
{
	return register_chrdev(42, "physwin", &physwin_fops);
}
device_initcall(physwin_init);
