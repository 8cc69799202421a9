// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define ZERO_PFN 0xfd000UL

static int zero_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long index = vma->vm_pgoff;

	vma->vm_pgoff = 0;
	return remap_pfn_range(vma, vma->vm_start, ZERO_PFN + index,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations zero_fops = {
	.owner = THIS_MODULE,
	.mmap = zero_mmap,
};

static int __init zero_init(void)
{
	return register_chrdev(100, "zero", &zero_fops);
}
module_init(zero_init);

MODULE_LICENSE("GPL");
