// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files in the page cache, with a say in when a page becomes writable.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pagemap.h>

static const struct vm_operations_struct wrapfs_vm_ops = {
	.fault		= filemap_fault,
	.map_pages	= filemap_map_pages,
	.page_mkwrite	= filemap_page_mkwrite,
};

static int wrapfs_file_mmap_prepare(struct vm_area_desc *desc)
{
	int ret;

	ret = generic_file_mmap_prepare(desc);
	if (ret)
		return ret;

	desc->vm_ops = &wrapfs_vm_ops;
	return 0;
}

const struct file_operations wrapfs_file_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.write_iter	= generic_file_write_iter,
	.mmap_prepare	= wrapfs_file_mmap_prepare,
};

MODULE_LICENSE("GPL");
