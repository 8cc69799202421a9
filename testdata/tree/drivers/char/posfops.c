// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A table without designators, as they were written long ago.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int posfops_mmap(struct file *file, struct vm_area_struct *vma)
{
	return -EPERM;
}

static const struct file_operations posfops_fops = {
	THIS_MODULE,
	noop_llseek,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL,
	NULL,
	posfops_mmap,
};

static int __init posfops_init(void)
{
	return register_chrdev(44, "posfops", &posfops_fops);
}
module_init(posfops_init);

MODULE_LICENSE("GPL");
