// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct crop_vm_ops = { };

static int crop_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma_pages(vma) > 4)
		vma->vm_end = vma->vm_start + 4 * PAGE_SIZE;
	vma->vm_ops = &crop_vm_ops;
	return 0;
}

static const struct file_operations crop_fops = {
	.owner = THIS_MODULE,
	.mmap = crop_mmap,
};

static int __init crop_init(void)
{
	return register_chrdev(100, "crop", &crop_fops);
}
module_init(crop_init);

MODULE_LICENSE("GPL");
