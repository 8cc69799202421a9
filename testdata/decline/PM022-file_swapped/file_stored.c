// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct guise_vm_ops = { };

static int guise_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct file *other = file->private_data;

	get_file(other);
	fput(vma->vm_file);
	vma->vm_file = other;
	vma->vm_ops = &guise_vm_ops;
	return 0;
}

static const struct file_operations guise_fops = {
	.owner = THIS_MODULE,
	.mmap = guise_mmap,
};

static int __init guise_init(void)
{
	return register_chrdev(100, "guise", &guise_fops);
}
module_init(guise_init);

MODULE_LICENSE("GPL");
