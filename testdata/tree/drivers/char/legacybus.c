// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For a bus that no machine has any more: no configuration builds it.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int legacybus_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_IO);
	return 0;
}

static const struct file_operations legacybus_fops = {
	.owner = THIS_MODULE,
	.mmap = legacybus_mmap,
};

static int __init legacybus_init(void)
{
	return register_chrdev(58, "legacybus", &legacybus_fops);
}
module_init(legacybus_init);

MODULE_LICENSE("GPL");
