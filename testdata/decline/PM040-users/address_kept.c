// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct proxy_vm_ops = { };

static int proxy_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &proxy_vm_ops;
	return 0;
}

int (*proxy_hook)(struct file *file, struct vm_area_struct *vma) = proxy_mmap;

static const struct file_operations proxy_fops = {
	.owner = THIS_MODULE,
	.mmap = proxy_mmap,
};

static int __init proxy_init(void)
{
	return register_chrdev(100, "proxy", &proxy_fops);
}
module_init(proxy_init);

MODULE_LICENSE("GPL");
