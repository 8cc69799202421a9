// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct pin_vm_ops = { };

static int pin_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &pin_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations pin_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= pin_mmap,
};

static int __init pin_init(void)
{
	return register_chrdev(75, "pin", &pin_fops);
}
module_init(pin_init);

MODULE_LICENSE("GPL");
