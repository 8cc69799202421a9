// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define FERN_PFN 0xfb100UL

static bool fern_fits(struct vm_area_struct *vma)
{
	if (vma->vm_pgoff)
		return false;
	return vma_pages(vma) == 1;
}

static int fern_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!fern_fits(vma))
		return -EINVAL;

	return io_remap_pfn_range(vma, vma->vm_start, FERN_PFN, PAGE_SIZE,
				  vma->vm_page_prot);
}

static const struct file_operations fern_fops = {
	.owner = THIS_MODULE,
	.mmap = fern_mmap,
};

static int __init fern_init(void)
{
	return register_chrdev(100, "fern", &fern_fops);
}
module_init(fern_init);

MODULE_LICENSE("GPL");
