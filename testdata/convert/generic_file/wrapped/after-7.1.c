// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>

static const struct vm_operations_struct folder_vm_ops = {
	.fault		= filemap_fault,
	.map_pages	= filemap_map_pages,
	.page_mkwrite	= filemap_page_mkwrite,
};

static int folder_file_mmap_prepare(struct vm_area_desc *desc)
{
	int err = generic_file_mmap_prepare(desc);

	if (!err)
		desc->vm_ops = &folder_vm_ops;
	return err;
}

const struct file_operations folder_file_operations = {
	.llseek		= generic_file_llseek,
	.mmap_prepare	= folder_file_mmap_prepare,
};

MODULE_LICENSE("GPL");
