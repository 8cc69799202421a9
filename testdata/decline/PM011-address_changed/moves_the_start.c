// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define SHIFT_PFN 0xf7000UL

static int shift_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_start += PAGE_SIZE;
	return remap_pfn_range(vma, vma->vm_start, SHIFT_PFN,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations shift_fops = {
	.owner = THIS_MODULE,
	.mmap = shift_mmap,
};

static int __init shift_init(void)
{
	return register_chrdev(100, "shift", &shift_fops);
}
module_init(shift_init);

MODULE_LICENSE("GPL");
