// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct vault {
	bool locked;
};

static int vault_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file_inode(file)->i_private;

	if (vault->locked)
		return -EACCES;

	return generic_file_readonly_mmap(file, vma);
}

const struct file_operations vault_file_operations = {
	.mmap	= vault_file_mmap,
	.open	= simple_open,
};

MODULE_LICENSE("GPL");
