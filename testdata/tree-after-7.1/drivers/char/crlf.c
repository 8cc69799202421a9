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

static int crlf_mmap_prepare(struct vm_area_desc *desc)
{
	if (desc->pgoff)
		return -EINVAL;

	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT, VMA_DONTDUMP_BIT);
	desc->vm_ops = &crlf_vm_ops;
	desc->private_data = desc->file->private_data;
	return 0;
}

static const struct file_operations crlf_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.mmap_prepare = crlf_mmap_prepare,
};

static struct miscdevice crlf_misc = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "crlf",
	.fops	= &crlf_fops,
};
module_misc_device(crlf_misc);

MODULE_LICENSE("GPL");
