// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static unsigned long tint_flags = VM_DONTEXPAND;

static int tint_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, tint_flags);
	return 0;
}

static const struct file_operations tint_fops = {
	.owner = THIS_MODULE,
	.mmap = tint_mmap,
};

static int __init tint_init(void)
{
	return register_chrdev(100, "tint", &tint_fops);
}
module_init(tint_init);

MODULE_LICENSE("GPL");
