// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who knows how long the pages that were found are there.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct quilt {
	unsigned long nr;
	struct page **pages;
};

struct page **quilt_find(struct quilt *quilt, unsigned long count);

static int quilt_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct quilt *quilt = file->private_data;
	struct page **pages = quilt_find(quilt, vma_pages(vma));

	if (!pages)
		return -EINVAL;
	return vm_map_pages_zero(vma, pages, quilt->nr);
}

static const struct file_operations quilt_fops = {
	.owner = THIS_MODULE,
	.mmap = quilt_mmap,
};

static int __init quilt_init(void)
{
	return register_chrdev(100, "quilt", &quilt_fops);
}
module_init(quilt_init);

MODULE_LICENSE("GPL");
