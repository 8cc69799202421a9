// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static struct page *brick_pages[32];

static int brick_mmap_prepare(struct vm_area_desc *desc)
{
	if (desc->pgoff >= ARRAY_SIZE(brick_pages) ||
	    vma_desc_pages(desc) > ARRAY_SIZE(brick_pages) - desc->pgoff)
		return -ENXIO;
	mmap_action_map_kernel_pages_full(desc, brick_pages + desc->pgoff);
	return 0;
}

static const struct file_operations brick_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = brick_mmap_prepare,
};

static int __init brick_init(void)
{
	return register_chrdev(100, "brick", &brick_fops);
}
module_init(brick_init);

MODULE_LICENSE("GPL");
