// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct ring_desc {
	unsigned long pages;
};

static const struct vm_operations_struct ring_vm_ops = { };

static int ring_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct ring_desc *desc = file->private_data;

	if (vma_pages(vma) > desc->pages)
		return -EINVAL;

	vma->vm_ops = &ring_vm_ops;
	return 0;
}

static const struct file_operations ring_fops = {
	.owner = THIS_MODULE,
	.mmap = ring_mmap,
};

static int __init ring_init(void)
{
	return register_chrdev(72, "ring", &ring_fops);
}
module_init(ring_init);

MODULE_LICENSE("GPL");
