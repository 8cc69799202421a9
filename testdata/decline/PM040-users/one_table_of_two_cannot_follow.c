// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct pair_vm_ops = { };

#define PAIR_HOOKS .owner = THIS_MODULE, .mmap = pair_mmap

static int pair_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &pair_vm_ops;
	return 0;
}

static const struct file_operations pair_fops = {
	.owner = THIS_MODULE,
	.mmap = pair_mmap,
};

const struct file_operations pair_other_fops = {
	PAIR_HOOKS,
	.llseek = noop_llseek,
};

static int __init pair_init(void)
{
	return register_chrdev(100, "pair", &pair_fops);
}
module_init(pair_init);

MODULE_LICENSE("GPL");
