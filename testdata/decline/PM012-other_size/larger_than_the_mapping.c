// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

static unsigned long may_size = SZ_64K;

static int may_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_end - vma->vm_start > may_size)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, 0xfe000UL, may_size,
			       vma->vm_page_prot);
}

static const struct file_operations may_fops = {
	.owner = THIS_MODULE,
	.mmap = may_mmap,
};

static int __init may_init(void)
{
	return register_chrdev(100, "may", &may_fops);
}
module_init(may_init);

MODULE_LICENSE("GPL");
