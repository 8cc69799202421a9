// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>

static struct resource well_res = { .start = 0xf0000000, .end = 0xf000ffff };

static int well_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;

	return remap_pfn_range(vma, vma->vm_start, PHYS_PFN(well_res.start),
			       resource_size(&well_res), vma->vm_page_prot);
}

static const struct file_operations well_fops = {
	.owner = THIS_MODULE,
	.mmap = well_mmap,
};

static int __init well_init(void)
{
	return register_chrdev(100, "well", &well_fops);
}
module_init(well_init);

MODULE_LICENSE("GPL");
