// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int wedge_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long *pfn = file->private_data;

	vm_flags_set(vma, VM_IO | VM_DONTEXPAND | VM_DONTDUMP);

	return remap_pfn_range(vma, vma->vm_start, *pfn,
			       vma->vm_end - vma->vm_start,
			       pgprot_noncached(vma->vm_page_prot));
}

static const struct file_operations wedge_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= wedge_mmap,
};

static int __init wedge_init(void)
{
	return register_chrdev(90, "wedge", &wedge_fops);
}
module_init(wedge_init);

MODULE_LICENSE("GPL");
