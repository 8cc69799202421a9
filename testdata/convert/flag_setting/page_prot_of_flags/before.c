// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct easel_vm_ops = { };

static int easel_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_page_prot = vm_get_page_prot(vma->vm_flags);
	vma->vm_ops = &easel_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations easel_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= easel_mmap,
};

static int __init easel_init(void)
{
	return register_chrdev(97, "easel", &easel_fops);
}
module_init(easel_init);

MODULE_LICENSE("GPL");
