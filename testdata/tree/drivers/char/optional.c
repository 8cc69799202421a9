// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Can be mapped only where the option is there, which is nowhere.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#ifdef CONFIG_OPTIONAL_MMAP
static int optional_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}
#endif

static const struct file_operations optional_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
#ifdef CONFIG_OPTIONAL_MMAP
	.mmap = optional_mmap,
#endif
};

static int __init optional_init(void)
{
	return register_chrdev(46, "optional", &optional_fops);
}
module_init(optional_init);

MODULE_LICENSE("GPL");
