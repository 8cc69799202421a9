// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct swapper_vm_ops = { };

static int swapper_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_SHARED)
		vm_flags_mod(vma, VM_DONTEXPAND | VM_DONTDUMP, VM_MAYWRITE);
	vm_flags_mod(vma, VM_DONTCOPY, VM_MAYEXEC);
	vma->vm_ops = &swapper_vm_ops;
	return 0;
}

static const struct file_operations swapper_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= swapper_mmap,
};

static int __init swapper_init(void)
{
	return register_chrdev(78, "swapper", &swapper_fops);
}
module_init(swapper_init);

MODULE_LICENSE("GPL");
