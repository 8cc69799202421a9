// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct hull {
	struct module *owner;
};

static void hull_vm_close(struct vm_area_struct *vma)
{
	struct hull *hull = vma->vm_private_data;

	module_put(hull->owner);
}

static const struct vm_operations_struct hull_vm_ops = {
	.close = hull_vm_close,
};

static int hull_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct hull *hull = file->private_data;

	if (!try_module_get(hull->owner))
		return -ENODEV;
	vma->vm_private_data = hull;
	vma->vm_ops = &hull_vm_ops;
	return 0;
}

static const struct file_operations hull_fops = {
	.owner = THIS_MODULE,
	.mmap = hull_mmap,
};

static int __init hull_init(void)
{
	return register_chrdev(100, "hull", &hull_fops);
}
module_init(hull_init);

MODULE_LICENSE("GPL");
