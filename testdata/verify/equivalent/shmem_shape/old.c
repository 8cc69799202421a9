#include "kernel.h"

static const struct vm_operations_struct tmp_vm_ops = { };
static const struct vm_operations_struct tmp_anon_vm_ops = { };

static int tmp_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct inode *inode = file_inode(file);

	file_accessed(file);
	if (inode->i_private)
		vma->vm_ops = &tmp_vm_ops;
	else
		vma->vm_ops = &tmp_anon_vm_ops;
	return 0;
}

const struct file_operations tmp_fops = { .mmap = tmp_mmap };
