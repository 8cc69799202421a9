// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does not look at what became of its mapping.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct quietwin {
	unsigned long pfn;
};

static int quietwin_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct quietwin *win = file->private_data;

	remap_pfn_range(vma, vma->vm_start, win->pfn,
			vma->vm_end - vma->vm_start, vma->vm_page_prot);
	return 0;
}

static const struct file_operations quietwin_fops = {
	.owner = THIS_MODULE,
	.mmap = quietwin_mmap,
};

static int __init quietwin_init(void)
{
	return register_chrdev(82, "quietwin", &quietwin_fops);
}
module_init(quietwin_init);

MODULE_LICENSE("GPL");
