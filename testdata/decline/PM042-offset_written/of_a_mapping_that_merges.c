// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct reel_vm_ops;

static int reel_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_pgoff = 0;
	vma->vm_ops = &reel_vm_ops;
	return 0;
}

static const struct file_operations reel_fops = {
	.owner = THIS_MODULE,
	.mmap = reel_mmap,
};

static int __init reel_init(void)
{
	return register_chrdev(100, "reel", &reel_fops);
}
module_init(reel_init);

MODULE_LICENSE("GPL");
