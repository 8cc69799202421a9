// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A window whose limits another file knows.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

int winlimit_check(unsigned long pgoff, unsigned long pages);

static int wingate_mmap(struct file *file, struct vm_area_struct *vma)
{
	int ret = winlimit_check(vma->vm_pgoff, vma_pages(vma));

	if (ret)
		return ret;
	return remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations wingate_fops = {
	.owner = THIS_MODULE,
	.mmap = wingate_mmap,
};

static int __init wingate_init(void)
{
	return register_chrdev(87, "wingate", &wingate_fops);
}
module_init(wingate_init);

MODULE_LICENSE("GPL");
