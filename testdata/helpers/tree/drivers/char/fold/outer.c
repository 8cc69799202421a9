// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/init.h>

#include "fold.h"

static int fold_outer_mmap(struct file *file, struct vm_area_struct *vma)
{
	return fold_touch(16, vma);
}

static const struct file_operations fold_outer_fops = {
	.mmap = fold_outer_mmap,
};

static int __init fold_outer_init(void)
{
	return register_chrdev(68, "fold-outer", &fold_outer_fops);
}
device_initcall(fold_outer_init);
