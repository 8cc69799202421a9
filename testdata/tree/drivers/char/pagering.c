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

static int pagering_all_mmap(struct file *file, struct vm_area_struct *vma)
{
	return vm_map_pages(vma, pagering_pages, PAGERING_PAGES);
}

static const struct file_operations pagering_fops = {
	.owner = THIS_MODULE,
	.mmap = pagering_mmap,
};

static const struct file_operations pagering_all_fops = {
	.owner = THIS_MODULE,
	.mmap = pagering_all_mmap,
};

static int __init pagering_init(void)
{
	int ret = register_chrdev(50, "pagering", &pagering_fops);

	return ret ? ret : register_chrdev(51, "pagerall", &pagering_all_fops);
}
module_init(pagering_init);

MODULE_LICENSE("GPL");
