// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Counts its mappings with functions that only this driver has.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct foo_dev;
void foo_dev_get(struct foo_dev *foo);
void foo_dev_put(struct foo_dev *foo);

static void foodev_vm_close(struct vm_area_struct *vma)
{
	foo_dev_put(vma->vm_private_data);
}

static const struct vm_operations_struct foodev_vm_ops = {
	.close = foodev_vm_close,
};

static int foodev_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct foo_dev *foo = file->private_data;

	foo_dev_get(foo);
	vma->vm_private_data = foo;
	vma->vm_ops = &foodev_vm_ops;
	return 0;
}

static const struct file_operations foodev_fops = {
	.owner = THIS_MODULE,
	.mmap = foodev_mmap,
};

static int __init foodev_init(void)
{
	return register_chrdev(87, "foodev", &foodev_fops);
}
module_init(foodev_init);

MODULE_LICENSE("GPL");
