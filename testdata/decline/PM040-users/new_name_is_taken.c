// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct echo_vm_ops = { };

static void echo_mmap_prepare(void)
{
	pr_info("prepared\n");
}

static int echo_mmap(struct file *file, struct vm_area_struct *vma)
{
	echo_mmap_prepare();
	vma->vm_ops = &echo_vm_ops;
	return 0;
}

static const struct file_operations echo_fops = {
	.owner = THIS_MODULE,
	.mmap = echo_mmap,
};

static int __init echo_init(void)
{
	return register_chrdev(100, "echo", &echo_fops);
}
module_init(echo_init);

MODULE_LICENSE("GPL");
