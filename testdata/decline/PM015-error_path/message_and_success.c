// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

static int swan_mmap(struct file *file, struct vm_area_struct *vma)
{
	int ret;

	ret = remap_pfn_range(vma, vma->vm_start, 0xfe000UL,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (ret)
		pr_err("not mapped: %d\n", ret);
	return 0;
}

static const struct file_operations swan_fops = {
	.owner = THIS_MODULE,
	.mmap = swan_mmap,
};

static int __init swan_init(void)
{
	return register_chrdev(100, "swan", &swan_fops);
}
module_init(swan_init);

MODULE_LICENSE("GPL");
