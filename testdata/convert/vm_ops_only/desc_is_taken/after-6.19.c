// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct ring_desc {
	unsigned long pages;
};

static const struct vm_operations_struct ring_vm_ops = { };

static int ring_mmap_prepare(struct vm_area_desc *vma_desc)
{
	struct ring_desc *desc = vma_desc->file->private_data;

	if (vma_desc_pages(vma_desc) > desc->pages)
		return -EINVAL;

	vma_desc->vm_ops = &ring_vm_ops;
	return 0;
}

static const struct file_operations ring_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = ring_mmap_prepare,
};

static int __init ring_init(void)
{
	return register_chrdev(72, "ring", &ring_fops);
}
module_init(ring_init);

MODULE_LICENSE("GPL");
