// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/init.h>

#include "fold.h"

static int fold_right_mmap_prepare(struct vm_area_desc *desc)
{
	unsigned long pfn = (unsigned long)desc->file->private_data;

	if (desc->pgoff)
		return -EINVAL;
	return fold_map(desc, pfn);
}

static const struct file_operations fold_right_fops = {
	.mmap_prepare = fold_right_mmap_prepare,
};

static int __init fold_right_init(void)
{
	return register_chrdev(67, "fold-right", &fold_right_fops);
}
device_initcall(fold_right_init);
