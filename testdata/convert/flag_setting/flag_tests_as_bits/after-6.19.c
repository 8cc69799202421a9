// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int umpire_mmap_prepare(struct vm_area_desc *desc)
{
	bool write = desc->vm_flags & VM_WRITE;

	if (!(desc->vm_flags & VM_SHARED))
		return -EINVAL;

	if ((desc->vm_flags & VM_READ) == 0)
		return -EACCES;

	if (desc->vm_flags & (VM_EXEC | VM_GROWSDOWN))
		return -EPERM;

	if ((desc->vm_flags & (VM_MAYREAD | VM_MAYSHARE)) !=
	    (VM_MAYREAD | VM_MAYSHARE))
		return -EPERM;

	if ((desc->vm_flags & (VM_SHARED | VM_MAYWRITE)) ==
	    (VM_SHARED | VM_MAYWRITE) && !write)
		return -EROFS;

	if ((desc->vm_flags & VM_LOCKED) != VM_LOCKED && write)
		return -EAGAIN;

	if (is_cow_mapping(desc->vm_flags))
		return -ENODEV;

	desc->vm_flags |= VM_DONTCOPY;
	return 0;
}

static const struct file_operations umpire_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= umpire_mmap_prepare,
};

static int __init umpire_init(void)
{
	return register_chrdev(80, "umpire", &umpire_fops);
}
module_init(umpire_init);

MODULE_LICENSE("GPL");
