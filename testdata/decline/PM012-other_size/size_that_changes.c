// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define POND_PFN 0xf9000UL

static int pond_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long size = vma->vm_end - vma->vm_start;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (size > SZ_64K)
		size = SZ_64K;

	return remap_pfn_range(vma, vma->vm_start, POND_PFN, size,
			       vma->vm_page_prot);
}

static const struct file_operations pond_fops = {
	.owner = THIS_MODULE,
	.mmap = pond_mmap,
};

static int __init pond_init(void)
{
	return register_chrdev(100, "pond", &pond_fops);
}
module_init(pond_init);

MODULE_LICENSE("GPL");
