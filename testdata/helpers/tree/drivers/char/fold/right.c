// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/init.h>

#include "fold.h"

static int fold_right_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long pfn = (unsigned long)file->private_data;

	if (vma->vm_pgoff)
		return -EINVAL;
	return fold_map(vma, pfn);
}

static const struct file_operations fold_right_fops = {
	.mmap = fold_right_mmap,
};

static int __init fold_right_init(void)
{
	return register_chrdev(67, "fold-right", &fold_right_fops);
}
device_initcall(fold_right_init);
