// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A buffer whose size need not be whole pages.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct covbuf {
	unsigned long size;
	struct page **pages;
};

static const struct vm_operations_struct covbuf_vm_ops = {};

static int covbuf_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct covbuf *cov = file->private_data;
	unsigned long off;
	int ret;

	if (vma->vm_pgoff ||
	    ALIGN(cov->size, PAGE_SIZE) != vma->vm_end - vma->vm_start)
		return -EINVAL;
	vma->vm_ops = &covbuf_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND);
	for (off = 0; off < cov->size; off += PAGE_SIZE) {
		ret = vm_insert_page(vma, vma->vm_start + off,
				     cov->pages[off >> PAGE_SHIFT]);
		if (ret)
			return ret;
	}
	return 0;
}

static const struct file_operations covbuf_fops = {
	.owner = THIS_MODULE,
	.mmap = covbuf_mmap,
};

static int __init covbuf_init(void)
{
	return register_chrdev(83, "covbuf", &covbuf_fops);
}
module_init(covbuf_init);

MODULE_LICENSE("GPL");
