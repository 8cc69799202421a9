// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tables inside of other structures, in both spellings.
 */
#include <linux/cdev.h>
#include <linux/mm.h>
#include <linux/module.h>

struct nested_type {
	const char *name;
	struct file_operations fops;
};

static vm_fault_t nested_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct nested_vm_ops = {
	.fault = nested_fault,
};

static int nested_inner_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &nested_vm_ops;
	return 0;
}

static int nested_dotted_mmap_prepare(struct vm_area_desc *desc)
{
	if (vma_desc_test_any(desc, VMA_WRITE_BIT, VMA_EXEC_BIT))
		return -EPERM;

	desc->vm_ops = &nested_vm_ops;
	return 0;
}

static struct nested_type nested_inner = {
	.name = "inner",
	.fops = {
		.owner = THIS_MODULE,
		.mmap_prepare = nested_inner_mmap_prepare,
	},
};

static struct nested_type nested_dotted = {
	.name = "dotted",
	.fops.owner = THIS_MODULE,
	.fops.mmap_prepare = nested_dotted_mmap_prepare,
};

static struct cdev nested_cdev[2];

static int __init nested_init(void)
{
	cdev_init(&nested_cdev[0], &nested_inner.fops);
	cdev_init(&nested_cdev[1], &nested_dotted.fops);
	return 0;
}
module_init(nested_init);

MODULE_LICENSE("GPL");
