// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define ZERO_PFN 0xfd000UL

static int zero_mmap_prepare(struct vm_area_desc *desc)
{
	unsigned long index = desc->pgoff;

	desc->pgoff = 0;
	mmap_action_remap_full(desc, ZERO_PFN + index);
	return 0;
}

static const struct file_operations zero_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = zero_mmap_prepare,
};

static int __init zero_init(void)
{
	return register_chrdev(100, "zero", &zero_fops);
}
module_init(zero_init);

MODULE_LICENSE("GPL");
