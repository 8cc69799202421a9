// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define STRIP_PFN 0xf8000UL

static int strip_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long size = vma->vm_end - vma->vm_start;

	return remap_pfn_range(vma, vma->vm_start, STRIP_PFN, size,
			       vma->vm_page_prot);
}

static const struct file_operations strip_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= strip_mmap,
};

static int __init strip_init(void)
{
	return register_chrdev(86, "strip", &strip_fops);
}
module_init(strip_init);

MODULE_LICENSE("GPL");
