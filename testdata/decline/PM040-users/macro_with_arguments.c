// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct dial_vm_ops = {
};

#ifndef CONFIG_DIAL_SHARED
static int dial_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &dial_vm_ops;
	return 0;
}
#else
#define dial_mmap(...) NULL
#endif

static const struct file_operations dial_fops = {
	.owner = THIS_MODULE,
	.mmap = dial_mmap,
};

static int __init dial_init(void)
{
	return register_chrdev(106, "dial", &dial_fops);
}
module_init(dial_init);

MODULE_LICENSE("GPL");
