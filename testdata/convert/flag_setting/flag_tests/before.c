// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int judge_mmap(struct file *file, struct vm_area_struct *vma)
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

	vm_flags_set(vma, write ? VM_DONTCOPY : VM_DONTDUMP);
	return 0;
}

static const struct file_operations judge_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= judge_mmap,
};

static int __init judge_init(void)
{
	return register_chrdev(79, "judge", &judge_fops);
}
module_init(judge_init);

MODULE_LICENSE("GPL");
