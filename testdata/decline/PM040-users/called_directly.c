// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct inner_vm_ops = { };

static int inner_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &inner_vm_ops;
	return 0;
}

int inner_attach(struct file *file, struct vm_area_struct *vma);

int inner_attach(struct file *file, struct vm_area_struct *vma)
{
	return inner_mmap(file, vma);
}

static const struct file_operations inner_fops = {
	.owner = THIS_MODULE,
	.mmap = inner_mmap,
};

static int __init inner_init(void)
{
	return register_chrdev(100, "inner", &inner_fops);
}
module_init(inner_init);

MODULE_LICENSE("GPL");
