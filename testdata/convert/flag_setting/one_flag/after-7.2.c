// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct pin_vm_ops = { };

static int pin_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &pin_vm_ops;
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	return 0;
}

static const struct file_operations pin_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= pin_mmap_prepare,
};

static int __init pin_init(void)
{
	return register_chrdev(75, "pin", &pin_fops);
}
module_init(pin_init);

MODULE_LICENSE("GPL");
