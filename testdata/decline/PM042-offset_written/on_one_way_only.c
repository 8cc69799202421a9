// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct bolt_vm_ops;

static int bolt_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_pgoff += 16;
	if (vma->vm_flags & VM_SHARED)
		return remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff,
				       vma->vm_end - vma->vm_start,
				       vma->vm_page_prot);
	vma->vm_ops = &bolt_vm_ops;
	return 0;
}

static const struct file_operations bolt_fops = {
	.owner = THIS_MODULE,
	.mmap = bolt_mmap,
};

static int __init bolt_init(void)
{
	return register_chrdev(100, "bolt", &bolt_fops);
}
module_init(bolt_init);

MODULE_LICENSE("GPL");
