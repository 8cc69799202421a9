// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct slab_vm_ops = {
	.access = generic_access_phys,
};

#ifndef CONFIG_MMU
/* can't do an in-place private mapping without an MMU */
static inline int slab_private_ok(struct vm_area_struct *vma)
{
	return is_nommu_shared_mapping(vma->vm_flags);
}
#else

static inline int slab_private_ok(struct vm_area_struct *vma)
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

static int slab_mmap(struct file *file, struct vm_area_struct *vma)
{
	size_t size = vma->vm_end - vma->vm_start;
	phys_addr_t offset = (phys_addr_t)vma->vm_pgoff << PAGE_SHIFT;

	/* Does it even fit in phys_addr_t? */
	if (offset >> PAGE_SHIFT != vma->vm_pgoff)
		return -EINVAL;

	if (!slab_private_ok(vma))
		return -ENOSYS;

	if (!slab_prot_allowed(file, vma->vm_pgoff, size,
						&vma->vm_page_prot))
		return -EINVAL;

	vma->vm_page_prot = slab_prot(file, vma->vm_pgoff,
				      size,
				      vma->vm_page_prot);

	vma->vm_ops = &slab_vm_ops;

	/* Remapping marks the range VM_IO */
	if (remap_pfn_range(vma,
			    vma->vm_start,
			    vma->vm_pgoff,
			    size,
			    vma->vm_page_prot)) {
		return -EAGAIN;
	}
	return 0;
}

static const struct file_operations slab_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= slab_mmap,
};

static int __init slab_init(void)
{
	return register_chrdev(87, "slab", &slab_fops);
}
module_init(slab_init);

MODULE_LICENSE("GPL");
