// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int umpire_mmap(struct file *file, struct vm_area_struct *vma)
{
	bool write = vma->vm_flags & VM_WRITE;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;

	if ((vma->vm_flags & VM_READ) == 0)
		return -EACCES;

	if (vma->vm_flags & (VM_EXEC | VM_GROWSDOWN))
		return -EPERM;

	if ((vma->vm_flags & (VM_MAYREAD | VM_MAYSHARE)) !=
	    (VM_MAYREAD | VM_MAYSHARE))
		return -EPERM;

	if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) ==
	    (VM_SHARED | VM_MAYWRITE) && !write)
		return -EROFS;

	if ((vma->vm_flags & VM_LOCKED) != VM_LOCKED && write)
		return -EAGAIN;

	if (is_cow_mapping(vma->vm_flags))
		return -ENODEV;

	vm_flags_set(vma, VM_DONTCOPY);
	return 0;
}

static const struct file_operations umpire_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= umpire_mmap,
};

static int __init umpire_init(void)
{
	return register_chrdev(80, "umpire", &umpire_fops);
}
module_init(umpire_init);

MODULE_LICENSE("GPL");
