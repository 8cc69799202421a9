// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int scale_mmap_prepare(struct vm_area_desc *desc)
{
	if ((desc->vm_flags & (VM_READ | VM_WRITE)) != VM_READ)
		return -EPERM;
	if (desc->pgoff &&
	    (desc->vm_flags & (VM_SHARED | VM_MAYSHARE)) != VM_MAYSHARE)
		return -EINVAL;
	if ((desc->vm_flags & (VM_READ | VM_WRITE | VM_EXEC)) ==
	    (VM_READ | VM_EXEC))
		desc->vm_flags |= VM_DONTCOPY;
	desc->vm_flags |= VM_DONTEXPAND;
	return 0;
}

static const struct file_operations scale_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = scale_mmap_prepare,
};

static int __init scale_init(void)
{
	return register_chrdev(100, "scale", &scale_fops);
}
module_init(scale_init);

MODULE_LICENSE("GPL");
