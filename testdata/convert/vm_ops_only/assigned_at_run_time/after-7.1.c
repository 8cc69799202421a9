// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/cdev.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct morph_vm_ops = { };

static struct file_operations morph_fops;
static struct cdev morph_cdev;

static int morph_mmap_prepare(struct vm_area_desc *desc)
{
	desc->private_data = desc->file;
	desc->vm_ops = &morph_vm_ops;
	return 0;
}

static int __init morph_init(void)
{
	struct file_operations *fops = &morph_fops;

	fops->owner = THIS_MODULE;
	fops->mmap_prepare = morph_mmap_prepare;
	cdev_init(&morph_cdev, fops);
	return cdev_add(&morph_cdev, 0, 1);
}
module_init(morph_init);

MODULE_LICENSE("GPL");
