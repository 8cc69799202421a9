// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define echo_log(text) pr_debug(text " of %p\n", file)

static const struct vm_operations_struct echo_vm_ops = { };

static int echo_mmap_prepare(struct vm_area_desc *desc)
{
	struct file *file = desc->file;

	echo_log("mapping");
	desc->vm_ops = &echo_vm_ops;
	return 0;
}

static const struct file_operations echo_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = echo_mmap_prepare,
};

static int __init echo_init(void)
{
	return register_chrdev(74, "echo", &echo_fops);
}
module_init(echo_init);

MODULE_LICENSE("GPL");
