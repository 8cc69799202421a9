// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

static int elm_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_end - vma->vm_start != PAGE_SIZE)
		pr_warn("elm: that is not a page\n");
	return remap_pfn_range(vma, vma->vm_start, 0xfe000UL, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations elm_fops = {
	.owner = THIS_MODULE,
	.mmap = elm_mmap,
};

static int __init elm_init(void)
{
	return register_chrdev(100, "elm", &elm_fops);
}
module_init(elm_init);

MODULE_LICENSE("GPL");
