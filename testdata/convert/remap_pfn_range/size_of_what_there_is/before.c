// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>

struct silo {
	struct resource *res;
	bool open;
};

static int silo_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct silo *silo = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;
	unsigned long there = resource_size(silo->res);

	if (silo->open && there == size)
		return remap_pfn_range(vma, vma->vm_start,
				       PHYS_PFN(silo->res->start), there,
				       vma->vm_page_prot);
	if (size > resource_size(silo->res) || size < resource_size(silo->res))
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, PHYS_PFN(silo->res->end),
			       resource_size(silo->res), vma->vm_page_prot);
}

static const struct file_operations silo_fops = {
	.owner = THIS_MODULE,
	.mmap = silo_mmap,
};

static int __init silo_init(void)
{
	return register_chrdev(100, "silo", &silo_fops);
}
module_init(silo_init);

MODULE_LICENSE("GPL");
