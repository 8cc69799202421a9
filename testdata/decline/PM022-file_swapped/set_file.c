// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct mask_vm_ops = { };

static int mask_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct file *other = file->private_data;

	vma_set_file(vma, other);
	vma->vm_ops = &mask_vm_ops;
	return 0;
}

static const struct file_operations mask_fops = {
	.owner = THIS_MODULE,
	.mmap = mask_mmap,
};

static int __init mask_init(void)
{
	return register_chrdev(100, "mask", &mask_fops);
}
module_init(mask_init);

MODULE_LICENSE("GPL");
