// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

static int box_check(struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_SHARED)
		return 0;
	if (vma_pages(vma) != 1)
		return -EINVAL;
	return 0;
}

static int box_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (box_check(vma))
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, 0xfe000UL, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations box_fops = {
	.owner = THIS_MODULE,
	.mmap = box_mmap,
};

static int __init box_init(void)
{
	return register_chrdev(100, "box", &box_fops);
}
module_init(box_init);

MODULE_LICENSE("GPL");
