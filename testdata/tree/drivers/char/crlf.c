// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Came from a vendor's tree, with that vendor's line ends.
 */
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>

static vm_fault_t crlf_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct crlf_vm_ops = {
	.fault = crlf_fault,
};

static int crlf_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff)
		return -EINVAL;

	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_ops = &crlf_vm_ops;
	vma->vm_private_data = file->private_data;
	return 0;
}

static const struct file_operations crlf_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.mmap	= crlf_mmap,
};

static struct miscdevice crlf_misc = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "crlf",
	.fops	= &crlf_fops,
};
module_misc_device(crlf_misc);

MODULE_LICENSE("GPL");
