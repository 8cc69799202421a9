// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct twin {
	unsigned long low, high;
};

static int twin_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct twin *twin = file->private_data;
	int ret;

	if (vma_pages(vma) != 2 || !(vma->vm_flags & VM_SHARED))
		return -EINVAL;

	ret = remap_pfn_range(vma, vma->vm_start, twin->low, PAGE_SIZE,
			      vma->vm_page_prot);
	if (ret)
		return ret;

	return remap_pfn_range(vma, vma->vm_start + PAGE_SIZE, twin->high,
			       PAGE_SIZE, vma->vm_page_prot);
}

static const struct file_operations twin_fops = {
	.owner = THIS_MODULE,
	.mmap = twin_mmap,
};

static int __init twin_init(void)
{
	return register_chrdev(100, "twin", &twin_fops);
}
module_init(twin_init);

MODULE_LICENSE("GPL");
