// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static phys_addr_t nut_phys = 0xfa000000;

static int nut_mmap_error(int err)
{
	return -ENXIO;
}

/*
 * The nut's memory starts at a whole page.
 */
static int nut_mmap_prepare(struct vm_area_desc *desc)
{
	unsigned long pfn = nut_phys >> PAGE_SHIFT;

	mmap_action_remap_full(desc, pfn + desc->pgoff);
	desc->action.error_hook = nut_mmap_error;
	return 0;
}

static const struct file_operations nut_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= nut_mmap_prepare,
};

static int __init nut_init(void)
{
	return register_chrdev(89, "nut", &nut_fops);
}
module_init(nut_init);

MODULE_LICENSE("GPL");
