// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One register bank, mapped with the helper that checks the range itself.
 */
#include <linux/ioport.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>

struct bar {
	struct miscdevice misc;
	struct resource res;
};

static int bar_mmap_prepare(struct vm_area_desc *desc)
{
	struct bar *bar = container_of(desc->file->private_data, struct bar,
				       misc);

	desc->page_prot = pgprot_noncached(desc->page_prot);
	mmap_action_simple_ioremap(desc, bar->res.start,
				   resource_size(&bar->res));
	return 0;
}

static const struct file_operations bar_fops = {
	.owner =	THIS_MODULE,
	.open =		simple_open,
	.mmap_prepare =	bar_mmap_prepare,
};

static struct bar bar0 = {
	.misc = {
		.minor = MISC_DYNAMIC_MINOR,
		.name = "bar0",
		.fops = &bar_fops,
	},
	.res = {
		.start = 0xfc000000,
		.end = 0xfc000fff,
	},
};

static int __init bar_init(void)
{
	return misc_register(&bar0.misc);
}
module_init(bar_init);

MODULE_LICENSE("GPL");
