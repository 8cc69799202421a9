// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct blank_vm_ops = { };

static int blank_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff)
		vma->vm_ops = &blank_vm_ops;
	else
		vma->vm_ops = NULL;
	return 0;
}

static const struct file_operations blank_fops = {
	.owner = THIS_MODULE,
	.mmap = blank_mmap,
};

static int __init blank_init(void)
{
	return register_chrdev(100, "blank", &blank_fops);
}
module_init(blank_init);

MODULE_LICENSE("GPL");
