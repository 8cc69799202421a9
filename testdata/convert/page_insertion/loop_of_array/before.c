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

static int quilt_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct quilt *quilt = file->private_data;
	unsigned long i;
	int ret;

	if (vma_pages(vma) != quilt->nr)
		return -EINVAL;

	vm_flags_set(vma, VM_DONTDUMP);

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

/* in bytes, with a message, and the result returned at the end */
static int patch_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct quilt *quilt = file->private_data;
	size_t size = vma->vm_end - vma->vm_start;
	unsigned long off;
	struct page *page;
	int err = 0;

	if (size != quilt->nr << PAGE_SHIFT)
		return -EINVAL;

	for (off = 0; off < size; off += PAGE_SIZE) {
		page = quilt->pages[off >> PAGE_SHIFT];
		err = vm_insert_page(vma, vma->vm_start + off, page);
		if (err) {
			pr_err("patch: a page is missing\n");
			return err;
		}
	}
	return err;
}

static const struct file_operations patch_fops = {
	.owner = THIS_MODULE,
	.mmap = patch_mmap,
};

static int __init quilt_init(void)
{
	register_chrdev(101, "patch", &patch_fops);
	return register_chrdev(100, "quilt", &quilt_fops);
}
module_init(quilt_init);

MODULE_LICENSE("GPL");
