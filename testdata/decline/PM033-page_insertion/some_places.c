// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Places without a page are left out, or refused, one at a time.
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

	if (vma_pages(vma) != quilt->nr)
		return -EINVAL;

	for (i = 0; i < quilt->nr; i++)
		if (quilt->pages[i])
			if (vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE,
					   quilt->pages[i]))
				return -EAGAIN;
	return 0;
}

static const struct file_operations quilt_fops = {
	.owner = THIS_MODULE,
	.mmap = quilt_mmap,
};

static int patch_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct quilt *quilt = file->private_data;
	unsigned long i;

	if (vma_pages(vma) != quilt->nr)
		return -EINVAL;

	for (i = 0; i < quilt->nr; i++)
		if (!quilt->pages[i])
			return -ENXIO;
		else if (vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE,
					quilt->pages[i]))
			return -EAGAIN;
	return 0;
}

static const struct file_operations patch_fops = {
	.owner = THIS_MODULE,
	.mmap = patch_mmap,
};

static int __init quilt_init(void)
{
	return register_chrdev(100, "quilt", &quilt_fops) ?:
	       register_chrdev(101, "patch", &patch_fops);
}
module_init(quilt_init);

MODULE_LICENSE("GPL");
