// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define FLAT_PFN 0x1000UL

static unsigned int flat_capabilities(struct file *file)
{
	return NOMMU_MAP_DIRECT;
}

static int flat_mmap(struct file *file, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, FLAT_PFN,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations flat_fops = {
	.owner = THIS_MODULE,
	.mmap = flat_mmap,
	.mmap_capabilities = flat_capabilities,
};

static int __init flat_init(void)
{
	return register_chrdev(100, "flat", &flat_fops);
}
module_init(flat_init);

MODULE_LICENSE("GPL");
