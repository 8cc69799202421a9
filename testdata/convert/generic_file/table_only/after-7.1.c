// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/module.h>

/* Mapped by generic_file_mmap(), like everything in the page cache. */
const struct file_operations paper_file_operations = {
	.llseek		= generic_file_llseek,
	.read_iter	= generic_file_read_iter,
	.write_iter	= generic_file_write_iter,
	.mmap_prepare	= generic_file_mmap_prepare,
	.fsync		= NULL,
};

const struct file_operations paper_ro_file_operations = {
	.llseek = generic_file_llseek,
	.read_iter = generic_file_read_iter,
	.mmap_prepare = generic_file_readonly_mmap_prepare,
};

MODULE_LICENSE("GPL");
