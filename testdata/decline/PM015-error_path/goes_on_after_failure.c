// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct flue {
	unsigned long pfn[2];
};

static int flue_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct flue *flue = file->private_data;
	int ret;

	ret = remap_pfn_range(vma, vma->vm_start, flue->pfn[0],
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (ret == -EINVAL)
		ret = 0;
	return ret;
}

static const struct file_operations flue_fops = {
	.owner = THIS_MODULE,
	.mmap = flue_mmap,
};

static int __init flue_init(void)
{
	return register_chrdev(100, "flue", &flue_fops);
}
module_init(flue_init);

MODULE_LICENSE("GPL");
