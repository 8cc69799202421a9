// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two windows in one mapping: narrows the VMA to map each.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct twowin {
	unsigned long first;
	unsigned long second;
};

static int twowin_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct twowin *win = file->private_data;
	unsigned long start = vma->vm_start;
	unsigned long end = vma->vm_end;
	int ret;

	if (vma_pages(vma) != 2)
		return -EINVAL;
	vma->vm_end = start + PAGE_SIZE;
	ret = remap_pfn_range(vma, start, win->first, PAGE_SIZE,
			      vma->vm_page_prot);
	if (ret)
		return ret;
	vma->vm_start = start + PAGE_SIZE;
	vma->vm_end = end;
	ret = remap_pfn_range(vma, vma->vm_start, win->second, PAGE_SIZE,
			      vma->vm_page_prot);
	vma->vm_start = start;
	return ret;
}

static const struct file_operations twowin_fops = {
	.owner = THIS_MODULE,
	.mmap = twowin_mmap,
};

static int __init twowin_init(void)
{
	return register_chrdev(84, "twowin", &twowin_fops);
}
module_init(twowin_init);

MODULE_LICENSE("GPL");
