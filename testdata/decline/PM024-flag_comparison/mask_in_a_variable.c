// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static unsigned long jay_mask = VM_READ | VM_WRITE;

static int jay_mmap(struct file *file, struct vm_area_struct *vma)
{
	if ((vma->vm_flags & jay_mask) != VM_READ)
		return -EPERM;
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations jay_fops = {
	.owner = THIS_MODULE,
	.mmap = jay_mmap,
};

static int __init jay_init(void)
{
	return register_chrdev(100, "jay", &jay_fops);
}
module_init(jay_init);

MODULE_LICENSE("GPL");
