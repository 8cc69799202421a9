// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Its table is a compound literal.
 */
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>

static vm_fault_t literal_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct literal_vm_ops = {
	.fault = literal_fault,
};

static int literal_mmap_prepare(struct vm_area_desc *desc)
{
	if (!vma_desc_test(desc, VMA_SHARED_BIT))
		return -EINVAL;

	vma_desc_set_flags(desc, VMA_DONTCOPY_BIT);
	desc->vm_ops = &literal_vm_ops;
	return 0;
}

static struct miscdevice literal_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "literal",
	.fops = &(const struct file_operations){
		.owner = THIS_MODULE,
		.mmap_prepare = literal_mmap_prepare,
	},
};
module_misc_device(literal_misc);

MODULE_LICENSE("GPL");
