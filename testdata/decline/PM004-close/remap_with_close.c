// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct pier {
	unsigned long pfn;
	bool open;
};

static void pier_vm_close(struct vm_area_struct *vma)
{
	struct pier *pier = vma->vm_private_data;

	pier->open = false;
}

static const struct vm_operations_struct pier_vm_ops = {
	.close = pier_vm_close,
};

static int pier_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct pier *pier = file->private_data;

	vma->vm_private_data = pier;
	vma->vm_ops = &pier_vm_ops;
	return remap_pfn_range(vma, vma->vm_start, pier->pfn,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations pier_fops = {
	.owner = THIS_MODULE,
	.mmap = pier_mmap,
};

static int __init pier_init(void)
{
	return register_chrdev(100, "pier", &pier_fops);
}
module_init(pier_init);

MODULE_LICENSE("GPL");
