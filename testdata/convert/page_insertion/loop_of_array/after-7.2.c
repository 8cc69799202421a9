// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A quilt is sewn of single pages, which are there as long as its file.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct quilt {
	unsigned long nr;
	struct page **pages;
};

static int quilt_mmap_prepare(struct vm_area_desc *desc)
{
	struct quilt *quilt = desc->file->private_data;

	if (vma_desc_pages(desc) != quilt->nr)
		return -EINVAL;

	vma_desc_set_flags(desc, VMA_DONTDUMP_BIT);

	mmap_action_map_kernel_pages_full(desc, quilt->pages);
	return 0;
}

static const struct file_operations quilt_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = quilt_mmap_prepare,
};

/* in bytes, with a message, and the result returned at the end */
static int patch_mmap_prepare(struct vm_area_desc *desc)
{
	struct quilt *quilt = desc->file->private_data;
	size_t size = vma_desc_size(desc);

	if (size != quilt->nr << PAGE_SHIFT)
		return -EINVAL;

	mmap_action_map_kernel_pages_full(desc, quilt->pages);
	return 0;
}

static const struct file_operations patch_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = patch_mmap_prepare,
};

static int __init quilt_init(void)
{
	register_chrdev(101, "patch", &patch_fops);
	return register_chrdev(100, "quilt", &quilt_fops);
}
module_init(quilt_init);

MODULE_LICENSE("GPL");
