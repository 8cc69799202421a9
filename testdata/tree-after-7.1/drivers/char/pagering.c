// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A ring of single pages.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define PAGERING_PAGES 16

static struct page *pagering_pages[PAGERING_PAGES];

static int pagering_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long addr = vma->vm_start;
	unsigned long i;
	int ret;

	if (vma_pages(vma) > PAGERING_PAGES)
		return -EINVAL;

	for (i = 0; i < vma_pages(vma); i++) {
		ret = vm_insert_page(vma, addr, pagering_pages[i]);
		if (ret)
			return ret;
		addr += PAGE_SIZE;
	}
	return 0;
}

static int pagering_all_mmap_prepare(struct vm_area_desc *desc)
{
	if (desc->pgoff >= PAGERING_PAGES ||
	    vma_desc_pages(desc) > PAGERING_PAGES - desc->pgoff)
		return -ENXIO;
	mmap_action_map_kernel_pages_full(desc, pagering_pages + desc->pgoff);
	return 0;
}

static const struct file_operations pagering_fops = {
	.owner = THIS_MODULE,
	.mmap = pagering_mmap,
};

static const struct file_operations pagering_all_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = pagering_all_mmap_prepare,
};

static int __init pagering_init(void)
{
	int ret = register_chrdev(50, "pagering", &pagering_fops);

	return ret ? ret : register_chrdev(51, "pagerall", &pagering_all_fops);
}
module_init(pagering_init);

MODULE_LICENSE("GPL");
