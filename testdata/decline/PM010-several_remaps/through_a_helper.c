// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int link_one(struct vm_area_struct *vma, unsigned long pfn)
{
	return remap_pfn_range(vma, vma->vm_start, pfn,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static int link_mmap(struct file *file, struct vm_area_struct *vma)
{
	int ret = link_one(vma, 0xf5000);

	if (ret)
		return ret;
	return link_one(vma, 0xf6000);
}

static const struct file_operations link_fops = {
	.owner = THIS_MODULE,
	.mmap = link_mmap,
};

static int __init link_init(void)
{
	return register_chrdev(100, "link", &link_fops);
}
module_init(link_init);

MODULE_LICENSE("GPL");
