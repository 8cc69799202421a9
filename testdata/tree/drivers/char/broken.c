// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Somebody's work in progress: does not compile.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int broken_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broken_device *dev = file->private_data;

	return remap_pfn_range(vma, vma->vm_start, dev->pfn,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations broken_fops = {
	.owner = THIS_MODULE,
	.mmap = broken_mmap,
};

static int __init broken_init(void)
{
	return register_chrdev(47, "broken", &broken_fops);
}
module_init(broken_init);

MODULE_LICENSE("GPL");
