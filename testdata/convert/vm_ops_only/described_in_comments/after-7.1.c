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
 * quill_mmap_prepare - show one slot to user space
 * @desc: descriptor for the slot; as in
 *	struct vm_area_desc, its
 *	start is aligned
 *
 * Every page of @desc is filled by the fault handler of the VMA. The slot is
 * desc->pgoff, and desc->mm is not looked at.
 */
static int quill_mmap_prepare(struct vm_area_desc *desc)
{
	/* desc->pgoff is a slot, @desc->start the desk, vma is short */
	if (desc->pgoff > 4)
		return -EINVAL;

	desc->vm_ops = &quill_vm_ops;
	return 0;
}

static const struct file_operations quill_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = quill_mmap_prepare,
};

/*
 * nib_mmap_prepare - maps a nib
 * @desc: descriptor of the area to map the ink into
 */

static int nib_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &nib_vm_ops;
	return 0;
}

static const struct file_operations nib_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = nib_mmap_prepare,
};

static int __init quill_init(void)
{
	if (register_chrdev(103, "nib", &nib_fops))
		return -EIO;
	return register_chrdev(102, "quill", &quill_fops);
}
module_init(quill_init);

MODULE_LICENSE("GPL");
