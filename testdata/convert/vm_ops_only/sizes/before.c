// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define SIZES_MAX (16 * PAGE_SIZE)

static const struct vm_operations_struct sizes_vm_ops = { };

static int sizes_fit(unsigned long start, unsigned long end, unsigned long size,
		     unsigned long pages)
{
	return end - start == size && size == pages << PAGE_SHIFT;
}

static int sizes_mmap(struct file *file, struct vm_area_struct *vma)
{
	const unsigned long size = vma->vm_end - vma->vm_start;
	unsigned long first = vma->vm_pgoff;
	unsigned long count = (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;

	if (size > SIZES_MAX || first + count > SIZES_MAX >> PAGE_SHIFT)
		return -EINVAL;

	if (PAGE_ALIGN(vma->vm_end - vma->vm_start) != size)
		return -EINVAL;

	if (!sizes_fit(vma->vm_start, vma->vm_end,
		       (vma->vm_end - vma->vm_start), vma_pages(vma)))
		return -EINVAL;

	vma->vm_ops = &sizes_vm_ops;
	return 0;
}

static const struct file_operations sizes_fops = {
	.owner	= THIS_MODULE,
	.mmap	= sizes_mmap,
	.llseek	= noop_llseek,
};

static int __init sizes_init(void)
{
	return register_chrdev(70, "sizes", &sizes_fops);
}
module_init(sizes_init);

MODULE_LICENSE("GPL");
