// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int layer_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct file *below = file->private_data;

	if (!below->f_op->mmap)
		return -ENODEV;
	return call_mmap(below, vma);
}

static const struct file_operations layer_fops = {
	.owner = THIS_MODULE,
	.mmap = layer_mmap,
};

static int __init layer_init(void)
{
	return register_chrdev(100, "layer", &layer_fops);
}
module_init(layer_init);

MODULE_LICENSE("GPL");
