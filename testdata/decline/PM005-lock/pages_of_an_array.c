// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lock is what keeps the pages.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct quilt {
	struct mutex lock;
	unsigned long nr;
	struct page **pages;
};

static int quilt_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct quilt *quilt = file->private_data;
	unsigned long i;
	int ret;

	mutex_lock(&quilt->lock);
	if (vma_pages(vma) != quilt->nr) {
		mutex_unlock(&quilt->lock);
		return -EINVAL;
	}

	for (i = 0; i < quilt->nr; i++) {
		ret = vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE,
				     quilt->pages[i]);
		if (ret) {
			mutex_unlock(&quilt->lock);
			return ret;
		}
	}
	mutex_unlock(&quilt->lock);
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
