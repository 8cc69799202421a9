// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static vm_fault_t ramfile_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct ramfile_vm_ops = {
	.fault		= ramfile_fault,
};

static const struct vm_operations_struct ramfile_anon_vm_ops = {
	.fault		= ramfile_fault,
};

static int ramfile_mmap_prepare(struct vm_area_desc *desc)
{
	struct file *file = desc->file;
	struct inode *inode = file_inode(file);

	file_accessed(file);
	/* a file without a name is shared anonymous memory */
	if (inode->i_nlink)
		desc->vm_ops = &ramfile_vm_ops;
	else
		desc->vm_ops = &ramfile_anon_vm_ops;
	return 0;
}

const struct file_operations ramfile_operations = {
	.mmap_prepare	= ramfile_mmap_prepare,
	.open		= simple_open,
	.get_unmapped_area = NULL,
	.llseek		= noop_llseek,
};

MODULE_LICENSE("GPL");
