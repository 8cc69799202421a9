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

static int ramfile_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct inode *inode = file_inode(file);

	file_accessed(file);
	/* a file without a name is shared anonymous memory */
	if (inode->i_nlink)
		vma->vm_ops = &ramfile_vm_ops;
	else
		vma->vm_ops = &ramfile_anon_vm_ops;
	return 0;
}

const struct file_operations ramfile_operations = {
	.mmap		= ramfile_mmap,
	.open		= simple_open,
	.get_unmapped_area = NULL,
	.llseek		= noop_llseek,
};

MODULE_LICENSE("GPL");
