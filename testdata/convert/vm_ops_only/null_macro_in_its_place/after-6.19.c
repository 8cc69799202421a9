// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A hook that another configuration does not have.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#ifndef CONFIG_SEXTANT_WIDE
static const struct vm_operations_struct sextant_vm_ops = { };

static int sextant_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &sextant_vm_ops;
	return 0;
}
#else /* CONFIG_SEXTANT_WIDE */
#define sextant_mmap_prepare NULL
#endif /* !CONFIG_SEXTANT_WIDE */

static const struct file_operations sextant_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = sextant_mmap_prepare,
};

static int __init sextant_init(void)
{
	return register_chrdev(104, "sextant", &sextant_fops);
}
module_init(sextant_init);

MODULE_LICENSE("GPL");
