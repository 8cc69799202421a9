// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define FERN_PFN 0xfb100UL

static bool fern_fits(struct vm_area_desc *desc)
{
	if (desc->pgoff)
		return false;
	return vma_desc_pages(desc) == 1;
}

static int fern_mmap_prepare(struct vm_area_desc *desc)
{
	if (!fern_fits(desc))
		return -EINVAL;

	mmap_action_ioremap_full(desc, FERN_PFN);
	return 0;
}

static const struct file_operations fern_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = fern_mmap_prepare,
};

static int __init fern_init(void)
{
	return register_chrdev(100, "fern", &fern_fops);
}
module_init(fern_init);

MODULE_LICENSE("GPL");
