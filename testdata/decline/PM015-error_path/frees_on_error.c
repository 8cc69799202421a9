// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

struct vent {
	unsigned long pfn;
	void *scratch;
};

static int vent_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vent *vent = file->private_data;
	int ret;

	ret = remap_pfn_range(vma, vma->vm_start, vent->pfn,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (ret) {
		kfree(vent->scratch);
		vent->scratch = NULL;
		return ret;
	}
	return 0;
}

static const struct file_operations vent_fops = {
	.owner = THIS_MODULE,
	.mmap = vent_mmap,
};

static int __init vent_init(void)
{
	return register_chrdev(100, "vent", &vent_fops);
}
module_init(vent_init);

MODULE_LICENSE("GPL");
