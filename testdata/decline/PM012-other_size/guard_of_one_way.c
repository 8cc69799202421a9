// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

static int fir_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff) {
		if (vma->vm_end - vma->vm_start != PAGE_SIZE)
			return -EINVAL;
	}
	return remap_pfn_range(vma, vma->vm_start, 0xfe000UL, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations fir_fops = {
	.owner = THIS_MODULE,
	.mmap = fir_mmap,
};

static int __init fir_init(void)
{
	return register_chrdev(100, "fir", &fir_fops);
}
module_init(fir_init);

MODULE_LICENSE("GPL");
