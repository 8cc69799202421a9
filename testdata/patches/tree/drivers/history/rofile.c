// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * No shared mapping that may ever be written.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static vm_fault_t rofile_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct rofile_vm_ops = {
	.fault = rofile_fault,
};

static int rofile_mmap(struct file *file, struct vm_area_struct *vma)
{
	if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) ==
	    (VM_SHARED | VM_MAYWRITE))
		return -EINVAL;
	vma->vm_ops = &rofile_vm_ops;
	return 0;
}

static const struct file_operations rofile_fops = {
	.owner = THIS_MODULE,
	.mmap = rofile_mmap,
};

static int __init rofile_init(void)
{
	return register_chrdev(86, "rofile", &rofile_fops);
}
module_init(rofile_init);

MODULE_LICENSE("GPL");
