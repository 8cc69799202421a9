// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define FORK_LEFT 0xf1000UL
#define FORK_RIGHT 0xf2000UL

static int fork_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long size = vma_pages(vma) << PAGE_SHIFT;

	if (vma->vm_pgoff == 0)
		return remap_pfn_range(vma, vma->vm_start, FORK_LEFT, size,
				       vma->vm_page_prot);
	else if (vma->vm_pgoff == 1)
		return remap_pfn_range(vma, vma->vm_start, FORK_RIGHT, size,
				       vma->vm_page_prot);

	return -EINVAL;
}

static const struct file_operations fork_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= fork_mmap,
};

static int __init fork_init(void)
{
	return register_chrdev(91, "fork", &fork_fops);
}
module_init(fork_init);

MODULE_LICENSE("GPL");
