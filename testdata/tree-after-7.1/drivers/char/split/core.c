// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The half with the table. See map.c for split_mmap_prepare().
 */
#include <linux/module.h>

#include "split.h"

static struct split_dev split_dev;

static int split_open(struct inode *inode, struct file *filp)
{
	filp->private_data = &split_dev;
	return 0;
}

static const struct file_operations split_fops = {
	.owner		= THIS_MODULE,
	.open		= split_open,
	.mmap_prepare	= split_mmap_prepare,
};

static int __init split_init(void)
{
	int ret = split_setup(&split_dev);

	return ret ? ret : register_chrdev(59, "split", &split_fops);
}
module_init(split_init);

MODULE_LICENSE("GPL");
