// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <media/v4l2-dev.h>

static const struct vm_operations_struct hybrid_vm_ops = { };

static int hybrid_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &hybrid_vm_ops;
	return 0;
}

const struct v4l2_file_operations hybrid_v4l2_fops = {
	.owner = THIS_MODULE,
	.mmap = hybrid_mmap,
};

static const struct file_operations hybrid_fops = {
	.owner = THIS_MODULE,
	.mmap = hybrid_mmap,
};

static int __init hybrid_init(void)
{
	return register_chrdev(100, "hybrid", &hybrid_fops);
}
module_init(hybrid_init);

MODULE_LICENSE("GPL");
