// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct slab_vm_ops = {
	.access = generic_access_phys,
};

#ifndef CONFIG_MMU
/* can't do an in-place private mapping without an MMU */
static inline int slab_private_ok(struct vm_area_desc *desc)
{
	return vma_desc_test_any(desc, VMA_MAYSHARE_BIT, VMA_MAYOVERLAY_BIT);
}
#else

static inline int slab_private_ok(struct vm_area_desc *desc)
{
	return 1;
}
#endif

static int slab_prot_allowed(struct file *file, unsigned long pfn,
			     unsigned long size, pgprot_t *prot)
{
	return file->f_mode & FMODE_WRITE || pgprot_val(*prot) == pfn + size;
}

static pgprot_t slab_prot(struct file *file, unsigned long pfn,
			  unsigned long size, pgprot_t prot)
{
	return file->f_flags & O_DSYNC ? pgprot_noncached(prot) : prot;
}

static int slab_mmap_error(int err)
{
	return -EAGAIN;
}

static int slab_mmap_prepare(struct vm_area_desc *desc)
{
	struct file *file = desc->file;
	size_t size = vma_desc_size(desc);
	phys_addr_t offset = (phys_addr_t)desc->pgoff << PAGE_SHIFT;

	/* Does it even fit in phys_addr_t? */
	if (offset >> PAGE_SHIFT != desc->pgoff)
		return -EINVAL;

	if (!slab_private_ok(desc))
		return -ENOSYS;

	if (!slab_prot_allowed(file, desc->pgoff, size,
						&desc->page_prot))
		return -EINVAL;

	desc->page_prot = slab_prot(file, desc->pgoff,
				    size,
				    desc->page_prot);

	desc->vm_ops = &slab_vm_ops;

	/* Remapping marks the range VM_IO */
	mmap_action_remap_full(desc, desc->pgoff);
	desc->action.error_hook = slab_mmap_error;
	return 0;
}

static const struct file_operations slab_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= slab_mmap_prepare,
};

static int __init slab_init(void)
{
	return register_chrdev(87, "slab", &slab_fops);
}
module_init(slab_init);

MODULE_LICENSE("GPL");
