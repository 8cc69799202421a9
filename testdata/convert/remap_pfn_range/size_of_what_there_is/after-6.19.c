// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>

struct silo {
	struct resource *res;
	bool open;
};

static int silo_mmap_prepare(struct vm_area_desc *desc)
{
	struct silo *silo = desc->file->private_data;
	unsigned long size = vma_desc_size(desc);
	unsigned long there = resource_size(silo->res);

	if (silo->open && there == size) {
		mmap_action_remap_full(desc, PHYS_PFN(silo->res->start));
		return 0;
	}
	if (size > resource_size(silo->res) || size < resource_size(silo->res))
		return -EINVAL;
	mmap_action_remap_full(desc, PHYS_PFN(silo->res->end));
	return 0;
}

static const struct file_operations silo_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = silo_mmap_prepare,
};

static int __init silo_init(void)
{
	return register_chrdev(100, "silo", &silo_fops);
}
module_init(silo_init);

MODULE_LICENSE("GPL");
