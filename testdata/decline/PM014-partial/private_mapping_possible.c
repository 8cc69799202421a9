// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define MOAT_PFN 0xfb000UL

static int moat_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma_pages(vma) < 2)
		return -EINVAL;

	/* the first page stays a hole */
	return remap_pfn_range(vma, vma->vm_start + PAGE_SIZE, MOAT_PFN,
			       vma->vm_end - vma->vm_start - PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations moat_fops = {
	.owner = THIS_MODULE,
	.mmap = moat_mmap,
};

static int __init moat_init(void)
{
	return register_chrdev(100, "moat", &moat_fops);
}
module_init(moat_init);

MODULE_LICENSE("GPL");
