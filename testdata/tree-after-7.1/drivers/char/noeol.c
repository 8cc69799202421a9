// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cannot be mapped, and says so. The last line has no end.
 */
#include <linux/module.h>
#include <linux/fs.h>
#include <linux/mm.h>

static int __init noeol_init(void);
module_init(noeol_init);
MODULE_LICENSE("GPL");

static int noeol_mmap_prepare(struct vm_area_desc *desc);

static int __init noeol_init(void)
{
	static const struct file_operations noeol_fops = {
		.owner = THIS_MODULE,
		.mmap_prepare = noeol_mmap_prepare,
	};

	return register_chrdev(48, "noeol", &noeol_fops);
}

static int noeol_mmap_prepare(struct vm_area_desc *desc)
{
	pr_debug("somebody tried to map %p\n", desc->file);
	return -ENODEV;
}