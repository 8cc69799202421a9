// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

#define PLUM_PFN 0xfb000UL

static int plum_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_end - vma->vm_start != PAGE_SIZE || vma->vm_pgoff)
		return -EINVAL;

	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);

	if (remap_pfn_range(vma, vma->vm_start, PLUM_PFN, PAGE_SIZE,
			    vma->vm_page_prot)) {
		printk(KERN_ERR "plum: the registers cannot be mapped\n");
		return -EAGAIN;
	}

	return 0;
}

static const struct file_operations plum_fops = {
	.owner = THIS_MODULE,
	.mmap = plum_mmap,
};

static int __init plum_init(void)
{
	return register_chrdev(100, "plum", &plum_fops);
}
module_init(plum_init);

MODULE_LICENSE("GPL");
