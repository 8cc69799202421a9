// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct vista_vm_ops = { };

static int vista_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long *limit = file->private_data;

	if (vma->vm_pgoff + vma_pages(vma) > *limit) {
		if (!vma->vm_pgoff)
			vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
		return -EINVAL;
	}

	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTCOPY | VM_DONTEXPAND);
	vm_flags_set(vma, (VM_DONTDUMP));
	vma->vm_ops = &vista_vm_ops;
	return 0;
}

static const struct file_operations vista_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= vista_mmap,
};

static int __init vista_init(void)
{
	return register_chrdev(76, "vista", &vista_fops);
}
module_init(vista_init);

MODULE_LICENSE("GPL");
