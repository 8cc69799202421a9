// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pages at the beginning of a mapping that may be larger.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct quilt {
	unsigned long nr;
	struct page **pages;
};

static int quilt_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct quilt *quilt = file->private_data;
	unsigned long i;
	int ret;

	if (vma_pages(vma) < quilt->nr)
		return -EINVAL;

	for (i = 0; i < quilt->nr; i++) {
		ret = vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE,
				     quilt->pages[i]);
		if (ret)
			return ret;
	}
	return 0;
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
