// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two devices that differ in what they read and are mapped alike.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static unsigned long twins_pfn = 0xfd000;

/**
 * twins_size_ok - tell if a mapping fits
 * @desc: the mapping
 * @limit: pages that there are
 *
 * Used by twins_mmap_prepare().
 */
static bool twins_size_ok(struct vm_area_desc *desc, unsigned long limit)
{
	return desc->pgoff == 0 && vma_desc_pages(desc) <= limit;
}

static int twins_mmap_error(int err)
{
	return -ENXIO;
}

/**
 * twins_mmap_prepare - show a twin's memory
 * @desc: where it is shown
 *
 * Return: 0 or a negative error number.
 */
static int twins_mmap_prepare(struct vm_area_desc *desc)
{
	unsigned long *limit = desc->file->private_data;

	if (!twins_size_ok(desc, *limit))
		return -EINVAL;

	mmap_action_remap_full(desc, twins_pfn);
	desc->action.error_hook = twins_mmap_error;

	return 0;
}

static const struct file_operations twins_first_fops = {
	.owner	 = THIS_MODULE,
	.llseek	 = noop_llseek,
	.mmap_prepare = twins_mmap_prepare,	/* twins_mmap_prepare() serves both */
};

static const struct file_operations twins_second_fops = {
	.owner	 = THIS_MODULE,
	.llseek	 = no_llseek,
	.mmap_prepare = twins_mmap_prepare,
};

static int __init twins_init(void)
{
	int ret = register_chrdev(55, "twins0", &twins_first_fops);

	return ret ? ret : register_chrdev(56, "twins1", &twins_second_fops);
}
module_init(twins_init);

MODULE_LICENSE("GPL");
