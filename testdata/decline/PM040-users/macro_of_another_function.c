// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct gnomon_vm_ops = {
};

#ifndef CONFIG_GNOMON_SHARED
static int gnomon_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &gnomon_vm_ops;
	return 0;
}
#else
#define gnomon_mmap sundial_mmap
#endif

static const struct file_operations gnomon_fops = {
	.owner = THIS_MODULE,
	.mmap = gnomon_mmap,
};

static int __init gnomon_init(void)
{
	return register_chrdev(105, "gnomon", &gnomon_fops);
}
module_init(gnomon_init);

MODULE_LICENSE("GPL");
