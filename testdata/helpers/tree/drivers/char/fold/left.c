// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/init.h>

#include "fold.h"

static int fold_left_mmap(struct file *file, struct vm_area_struct *vma)
{
	return fold_map(vma, 0x1000);
}

static const struct file_operations fold_left_fops = {
	.mmap = fold_left_mmap,
};

static int __init fold_left_init(void)
{
	return register_chrdev(66, "fold-left", &fold_left_fops);
}
device_initcall(fold_left_init);
