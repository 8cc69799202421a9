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

static int tmpmem_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct inode *inode = file_inode(file);

	file_accessed(file);
	/* without a name it is shared anonymous memory */
	if (inode->i_nlink)
		vma->vm_ops = &tmpmem_vm_ops;
	else
		vma->vm_ops = &tmpmem_anon_vm_ops;
	return 0;
}

static const struct file_operations tmpmem_file_operations = {
	.mmap		= tmpmem_mmap,
	.open		= simple_open,
	.get_unmapped_area = NULL,
};

static int __init tmpmem_init(void)
{
	return register_chrdev(64, "tmpmem", &tmpmem_file_operations);
}
fs_initcall(tmpmem_init);
