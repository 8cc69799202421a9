// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct vista_vm_ops = { };

static int vista_mmap_prepare(struct vm_area_desc *desc)
{
	unsigned long *limit = desc->file->private_data;

	if (desc->pgoff + vma_desc_pages(desc) > *limit) {
		if (!desc->pgoff)
			desc->vm_flags |= VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP;
		return -EINVAL;
	}

	desc->vm_flags |= VM_IO | VM_PFNMAP | VM_DONTCOPY | VM_DONTEXPAND;
	desc->vm_flags |= (VM_DONTDUMP);
	desc->vm_ops = &vista_vm_ops;
	return 0;
}

static const struct file_operations vista_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= vista_mmap_prepare,
};

static int __init vista_init(void)
{
	return register_chrdev(76, "vista", &vista_fops);
}
module_init(vista_init);

MODULE_LICENSE("GPL");
