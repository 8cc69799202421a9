// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Speaks of mapping and has no handler. A driver of this kind would once have
 * had
 *
 *	static const struct file_operations hits_fops = {
 *		.mmap = hits_mmap,
 *	};
 *
 * and its own hits_mmap().
 */
#include <linux/fs.h>
#include <linux/module.h>

struct hits_names {
	const char *mmap;
	const char *open;
};

static const struct hits_names hits_names = {
	.mmap = "hits.mmap = off",
	.open = "struct file_operations",
};

static ssize_t hits_read(struct file *file, char __user *buf, size_t count,
			 loff_t *ppos)
{
	pr_info("struct file_operations: .mmap = %s\n", hits_names.mmap);
	return 0;
}

static const struct file_operations hits_fops = {
	.owner = THIS_MODULE,
	.read = hits_read,
	.mmap = NULL,
};

static int __init hits_init(void)
{
	return register_chrdev(49, hits_names.open, &hits_fops);
}
module_init(hits_init);

MODULE_LICENSE("GPL");
