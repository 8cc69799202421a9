// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define REEF_PFN 0xf4000UL

static int reef_mmap(struct file *file, struct vm_area_struct *vma)
{
	int ret;

	ret = remap_pfn_range(vma, vma->vm_start, REEF_PFN,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (ret)
		return ret;

	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return 0;
}

static const struct file_operations reef_fops = {
	.owner = THIS_MODULE,
	.mmap = reef_mmap,
};

static int __init reef_init(void)
{
	return register_chrdev(100, "reef", &reef_fops);
}
module_init(reef_init);

MODULE_LICENSE("GPL");
