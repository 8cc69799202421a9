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

static int bar_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct bar *bar = container_of(file->private_data, struct bar, misc);

	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return vm_iomap_memory(vma, bar->res.start, resource_size(&bar->res));
}

static const struct file_operations bar_fops = {
	.owner =	THIS_MODULE,
	.open =		simple_open,
	.mmap =		bar_mmap,
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
