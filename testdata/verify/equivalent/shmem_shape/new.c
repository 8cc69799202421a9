#include "kernel.h"

static const struct vm_operations_struct tmp_vm_ops = { };
static const struct vm_operations_struct tmp_anon_vm_ops = { };

static int tmp_mmap_prepare(struct vm_area_desc *desc)
{
	struct inode *inode = file_inode(desc->file);

	file_accessed(desc->file);
	desc->vm_ops = inode->i_private ? &tmp_vm_ops : &tmp_anon_vm_ops;
	return 0;
}

const struct file_operations tmp_fops = { .mmap_prepare = tmp_mmap_prepare };
