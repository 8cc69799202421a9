// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int crow_mmap(struct file *file, struct vm_area_struct *vma)
{
	if ((vma->vm_flags & (VM_READ | VM_WRITE)) == VM_EXEC)
		return -EPERM;
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations crow_fops = {
	.owner = THIS_MODULE,
	.mmap = crow_mmap,
};

static int __init crow_init(void)
{
	return register_chrdev(100, "crow", &crow_fops);
}
module_init(crow_init);

MODULE_LICENSE("GPL");
