// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define DUCT_PFN 0xfc000UL

static int duct_mmap(struct file *file, struct vm_area_struct *vma)
{
	remap_pfn_range(vma, vma->vm_start, DUCT_PFN,
			vma->vm_end - vma->vm_start, vma->vm_page_prot);
	return 0;
}

static const struct file_operations duct_fops = {
	.owner = THIS_MODULE,
	.mmap = duct_mmap,
};

static int __init duct_init(void)
{
	return register_chrdev(100, "duct", &duct_fops);
}
module_init(duct_init);

MODULE_LICENSE("GPL");
