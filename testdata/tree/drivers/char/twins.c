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
 * @vma: the mapping
 * @limit: pages that there are
 *
 * Used by twins_mmap().
 */
static bool twins_size_ok(struct vm_area_struct *vma, unsigned long limit)
{
	return vma->vm_pgoff == 0 && vma_pages(vma) <= limit;
}

/**
 * twins_mmap - show a twin's memory
 * @file: the twin
 * @vma: where it is shown
 *
 * Return: 0 or a negative error number.
 */
static int twins_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long *limit = file->private_data;

	if (!twins_size_ok(vma, *limit))
		return -EINVAL;

	if (remap_pfn_range(vma, vma->vm_start, twins_pfn,
			    vma->vm_end - vma->vm_start, vma->vm_page_prot))
		return -ENXIO;

	return 0;
}

static const struct file_operations twins_first_fops = {
	.owner	 = THIS_MODULE,
	.llseek	 = noop_llseek,
	.mmap	 = twins_mmap,	/* twins_mmap() serves both */
};

static const struct file_operations twins_second_fops = {
	.owner	 = THIS_MODULE,
	.llseek	 = no_llseek,
	.mmap	 = twins_mmap,
};

static int __init twins_init(void)
{
	int ret = register_chrdev(55, "twins0", &twins_first_fops);

	return ret ? ret : register_chrdev(56, "twins1", &twins_second_fops);
}
module_init(twins_init);

MODULE_LICENSE("GPL");
