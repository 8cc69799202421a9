// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A file system on top of another one: maps the file below.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int stackfs_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct file *lower = file->private_data;

	if (!lower->f_op->mmap)
		return -ENODEV;

	vma_set_file(vma, lower);
#if PREMAP_API >= 617
	return vfs_mmap(vma->vm_file, vma);
#else
	return call_mmap(vma->vm_file, vma);
#endif
}

const struct file_operations stackfs_file_operations = {
	.mmap = stackfs_mmap,
};

MODULE_LICENSE("GPL");
