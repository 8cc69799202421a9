// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The caller leaves something in the VMA for the hook.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/proc_fs.h>

static int proc_reg_mmap(struct file *file, struct vm_area_struct *vma)
{
	const struct proc_ops *ops = file->private_data;

	vma->vm_private_data = file;
	if (ops->proc_mmap)
		return ops->proc_mmap(file, vma);
	return -EIO;
}

const struct file_operations proc_reg_fops = {
	.mmap = proc_reg_mmap,
};

static int proc_map_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

const struct proc_ops proc_map_ops = {
	.proc_mmap = proc_map_mmap,
};

MODULE_LICENSE("GPL");
