// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory with a name, for as long as it has one.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/mm.h>

static vm_fault_t tmpmem_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct tmpmem_vm_ops = {
	.fault = tmpmem_fault,
};

static const struct vm_operations_struct tmpmem_anon_vm_ops = {
	.fault = tmpmem_fault,
};

static int tmpmem_mmap_prepare(struct vm_area_desc *desc)
{
	struct file *file = desc->file;
	struct inode *inode = file_inode(file);

	file_accessed(file);
	/* without a name it is shared anonymous memory */
	if (inode->i_nlink)
		desc->vm_ops = &tmpmem_vm_ops;
	else
		desc->vm_ops = &tmpmem_anon_vm_ops;
	return 0;
}

static const struct file_operations tmpmem_file_operations = {
	.mmap_prepare	= tmpmem_mmap_prepare,
	.open		= simple_open,
	.get_unmapped_area = NULL,
};

static int __init tmpmem_init(void)
{
	return register_chrdev(64, "tmpmem", &tmpmem_file_operations);
}
fs_initcall(tmpmem_init);
