// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int stack_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct file *below = file->private_data;

	return below->f_op->mmap(below, vma);
}

static const struct file_operations stack_fops = {
	.owner = THIS_MODULE,
	.mmap = stack_mmap,
};

static int __init stack_init(void)
{
	return register_chrdev(100, "stack", &stack_fops);
}
module_init(stack_init);

MODULE_LICENSE("GPL");
