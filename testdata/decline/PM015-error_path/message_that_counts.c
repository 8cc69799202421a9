// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

static int loon_failures;

static int loon_mmap(struct file *file, struct vm_area_struct *vma)
{
	int ret;

	ret = remap_pfn_range(vma, vma->vm_start, 0xfe000UL,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (ret) {
		pr_err("failure %d\n", loon_failures++);
		return ret;
	}
	return 0;
}

static const struct file_operations loon_fops = {
	.owner = THIS_MODULE,
	.mmap = loon_mmap,
};

static int __init loon_init(void)
{
	return register_chrdev(100, "loon", &loon_fops);
}
module_init(loon_init);

MODULE_LICENSE("GPL");
