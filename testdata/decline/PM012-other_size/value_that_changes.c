// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

static int bay_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long there = PAGE_SIZE;

	if (vma->vm_end - vma->vm_start != there)
		return -EINVAL;
	there = SZ_64K;
	return remap_pfn_range(vma, vma->vm_start, 0xfe000UL, there,
			       vma->vm_page_prot);
}

static const struct file_operations bay_fops = {
	.owner = THIS_MODULE,
	.mmap = bay_mmap,
};

static int __init bay_init(void)
{
	return register_chrdev(100, "bay", &bay_fops);
}
module_init(bay_init);

MODULE_LICENSE("GPL");
