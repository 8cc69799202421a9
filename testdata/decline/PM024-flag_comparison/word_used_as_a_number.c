// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct gauge {
	unsigned long last;
};

static int gauge_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long flags = vma->vm_flags;

	if (flags & VM_EXEC)
		return -EPERM;
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations gauge_fops = {
	.owner = THIS_MODULE,
	.mmap = gauge_mmap,
};

static int __init gauge_init(void)
{
	return register_chrdev(100, "gauge", &gauge_fops);
}
module_init(gauge_init);

MODULE_LICENSE("GPL");
