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

static int folder_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = generic_file_mmap(file, vma);

	if (!err)
		vma->vm_ops = &folder_vm_ops;
	return err;
}

const struct file_operations folder_file_operations = {
	.llseek		= generic_file_llseek,
	.mmap		= folder_file_mmap,
};

MODULE_LICENSE("GPL");
