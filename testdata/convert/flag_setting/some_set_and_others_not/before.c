// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int scale_mmap(struct file *file, struct vm_area_struct *vma)
{
	if ((vma->vm_flags & (VM_READ | VM_WRITE)) != VM_READ)
		return -EPERM;
	if (vma->vm_pgoff &&
	    (vma->vm_flags & (VM_SHARED | VM_MAYSHARE)) != VM_MAYSHARE)
		return -EINVAL;
	if ((vma->vm_flags & (VM_READ | VM_WRITE | VM_EXEC)) ==
	    (VM_READ | VM_EXEC))
		vm_flags_set(vma, VM_DONTCOPY);
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations scale_fops = {
	.owner = THIS_MODULE,
	.mmap = scale_mmap,
};

static int __init scale_init(void)
{
	return register_chrdev(100, "scale", &scale_fops);
}
module_init(scale_init);

MODULE_LICENSE("GPL");
