// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define TAPE_PFN 0xfd000UL

static int tape_mmap(struct file *file, struct vm_area_struct *vma)
{
	int ret;

	ret = remap_pfn_range(vma, vma->vm_start, TAPE_PFN,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (ret)
		return ret;
	vma->vm_pgoff = TAPE_PFN;
	return 0;
}

static const struct file_operations tape_fops = {
	.owner = THIS_MODULE,
	.mmap = tape_mmap,
};

static int __init tape_init(void)
{
	return register_chrdev(100, "tape", &tape_fops);
}
module_init(tape_init);

MODULE_LICENSE("GPL");
