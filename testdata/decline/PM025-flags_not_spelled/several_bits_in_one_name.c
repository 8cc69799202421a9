// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int hue_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_ACCESS_FLAGS)
		vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations hue_fops = {
	.owner = THIS_MODULE,
	.mmap = hue_mmap,
};

static int __init hue_init(void)
{
	return register_chrdev(100, "hue", &hue_fops);
}
module_init(hue_init);

MODULE_LICENSE("GPL");
