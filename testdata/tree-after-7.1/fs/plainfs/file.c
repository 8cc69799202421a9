// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files in the page cache, writable and not.
 */
#include <linux/fs.h>
#include <linux/module.h>

const struct file_operations plainfs_file_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.write_iter	= generic_file_write_iter,
	.mmap_prepare	= generic_file_mmap_prepare,
};

const struct file_operations plainfs_ro_file_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.mmap_prepare	= generic_file_readonly_mmap_prepare,
};

MODULE_LICENSE("GPL");
