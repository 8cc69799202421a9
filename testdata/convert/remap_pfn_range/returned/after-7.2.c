// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define STRIP_PFN 0xf8000UL

static int strip_mmap_prepare(struct vm_area_desc *desc)
{
	mmap_action_remap_full(desc, STRIP_PFN);
	return 0;
}

static const struct file_operations strip_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= strip_mmap_prepare,
};

static int __init strip_init(void)
{
	return register_chrdev(86, "strip", &strip_fops);
}
module_init(strip_init);

MODULE_LICENSE("GPL");
