// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int wren_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!vma)
		return 0;
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations wren_fops = {
	.owner = THIS_MODULE,
	.mmap = wren_mmap,
};

static int __init wren_init(void)
{
	return register_chrdev(100, "wren", &wren_fops);
}
module_init(wren_init);

MODULE_LICENSE("GPL");
