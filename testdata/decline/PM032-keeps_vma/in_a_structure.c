// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct grip {
	struct vm_area_struct *vma;
};

static int grip_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct grip *grip = file->private_data;

	grip->vma = vma;
	return 0;
}

static const struct file_operations grip_fops = {
	.owner = THIS_MODULE,
	.mmap = grip_mmap,
};

static int __init grip_init(void)
{
	return register_chrdev(100, "grip", &grip_fops);
}
module_init(grip_init);

MODULE_LICENSE("GPL");
