// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

static int duck_mmap(struct file *file, struct vm_area_struct *vma)
{
	int ret;

	ret = remap_pfn_range(vma, vma->vm_start, 0xfe000UL,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (!ret) {
		pr_info("mapped\n");
		return 0;
	}
	return ret;
}

static const struct file_operations duck_fops = {
	.owner = THIS_MODULE,
	.mmap = duck_mmap,
};

static int __init duck_init(void)
{
	return register_chrdev(100, "duck", &duck_fops);
}
module_init(duck_init);

MODULE_LICENSE("GPL");
