// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct sealed_vm_ops = { };

static int sealed_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;

	vm_flags_clear(vma, VM_MAYWRITE | VM_MAYEXEC);
	vma->vm_ops = &sealed_vm_ops;
	return 0;
}

static const struct file_operations sealed_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= sealed_mmap,
};

static int __init sealed_init(void)
{
	return register_chrdev(77, "sealed", &sealed_fops);
}
module_init(sealed_init);

MODULE_LICENSE("GPL");
