// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pm_runtime.h>

struct sail {
	struct device *dev;
};

static void sail_vm_close(struct vm_area_struct *vma)
{
	struct sail *sail = vma->vm_private_data;

	pm_runtime_put(sail->dev);
}

static const struct vm_operations_struct sail_vm_ops = {
	.close = sail_vm_close,
};

static int sail_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sail *sail = file->private_data;

	pm_runtime_get_sync(sail->dev);
	vma->vm_private_data = sail;
	vma->vm_ops = &sail_vm_ops;
	vm_flags_set(vma, VM_IO | VM_DONTEXPAND);
	return 0;
}

static const struct file_operations sail_fops = {
	.owner = THIS_MODULE,
	.mmap = sail_mmap,
};

static int __init sail_init(void)
{
	return register_chrdev(100, "sail", &sail_fops);
}
module_init(sail_init);

MODULE_LICENSE("GPL");
