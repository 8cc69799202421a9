// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tables that a macro spells.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define MACROFOPS(_name, _mmap)						\
	static const struct file_operations _name##_fops = {		\
		.owner = THIS_MODULE,					\
		.mmap = _mmap,						\
	}

static int macrofops_deny_mmap(struct file *file, struct vm_area_struct *vma)
{
	return -EACCES;
}

MACROFOPS(macrofops_a, macrofops_deny_mmap);

static int __init macrofops_init(void)
{
	return register_chrdev(45, "macrofops", &macrofops_a_fops);
}
module_init(macrofops_init);

MODULE_LICENSE("GPL");
