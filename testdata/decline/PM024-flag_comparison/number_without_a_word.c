// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

int rook_may_map(unsigned long flags);

static int rook_mmap(struct file *file, struct vm_area_struct *vma)
{
	return rook_may_map(vma->vm_flags);
}

static const struct file_operations rook_fops = {
	.owner = THIS_MODULE,
	.mmap = rook_mmap,
};

static int __init rook_init(void)
{
	return register_chrdev(100, "rook", &rook_fops);
}
module_init(rook_init);

MODULE_LICENSE("GPL");
