// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct public_vm_ops = { };

int public_mmap(struct file *file, struct vm_area_struct *vma);

int public_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &public_vm_ops;
	return 0;
}
EXPORT_SYMBOL_GPL(public_mmap);

static const struct file_operations public_fops = {
	.owner = THIS_MODULE,
	.mmap = public_mmap,
};

static int __init public_init(void)
{
	return register_chrdev(100, "public", &public_fops);
}
module_init(public_init);

MODULE_LICENSE("GPL");
