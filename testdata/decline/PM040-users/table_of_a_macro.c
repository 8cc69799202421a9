// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define LOOM_FOPS(name)						\
	static const struct file_operations name##_fops = {	\
		.owner = THIS_MODULE,				\
		.mmap = name##_mmap,				\
	}

static int loom_mmap(struct file *file, struct vm_area_struct *vma)
{
	return -ENODEV;
}

LOOM_FOPS(loom);

static int __init loom_init(void)
{
	return register_chrdev(100, "loom", &loom_fops);
}
module_init(loom_init);

MODULE_LICENSE("GPL");
