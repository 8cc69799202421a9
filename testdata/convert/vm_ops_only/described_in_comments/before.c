// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What comments say of the VMA that a hook gets.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct quill_vm_ops = { };

static const struct vm_operations_struct nib_vm_ops = { };

/**
 * quill_mmap - show one slot to user space
 * @file: the open quill, whose VMA this is
 * @vma: virtual memory region for the slot; as in
 *	struct vm_area_struct, its
 *	start is aligned
 *
 * Every page of @vma is filled by the fault handler of the VMA. The slot is
 * vma->vm_pgoff, and vma->vm_mm is not looked at.
 */
static int quill_mmap(struct file *file, struct vm_area_struct *vma)
{
	/* vma->vm_pgoff is a slot, @vma->vm_start the desk, vma is short */
	if (vma->vm_pgoff > 4)
		return -EINVAL;

	vma->vm_ops = &quill_vm_ops;
	return 0;
}

static const struct file_operations quill_fops = {
	.owner = THIS_MODULE,
	.mmap = quill_mmap,
};

/*
 * nib_mmap - maps a nib
 * @file: the nib
 * @vma: VMA to map the ink into
 */

static int nib_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &nib_vm_ops;
	return 0;
}

static const struct file_operations nib_fops = {
	.owner = THIS_MODULE,
	.mmap = nib_mmap,
};

static int __init quill_init(void)
{
	if (register_chrdev(103, "nib", &nib_fops))
		return -EIO;
	return register_chrdev(102, "quill", &quill_fops);
}
module_init(quill_init);

MODULE_LICENSE("GPL");
