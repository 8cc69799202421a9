// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct vault {
	bool locked;
};

static int vault_file_mmap_prepare(struct vm_area_desc *desc)
{
	struct vault *vault = file_inode(desc->file)->i_private;

	if (vault->locked)
		return -EACCES;

	return generic_file_readonly_mmap_prepare(desc);
}

const struct file_operations vault_file_operations = {
	.mmap_prepare = vault_file_mmap_prepare,
	.open	= simple_open,
};

MODULE_LICENSE("GPL");
