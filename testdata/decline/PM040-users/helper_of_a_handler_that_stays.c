// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct knot_vm_ops = { };

static void knot_tie(struct vm_area_struct *vma)
{
	vma->vm_ops = &knot_vm_ops;
}

static int knot_mmap(struct file *file, struct vm_area_struct *vma)
{
	knot_tie(vma);
	return 0;
}

static struct vm_area_struct *knot_last;

static int knot_other_mmap(struct file *file, struct vm_area_struct *vma)
{
	knot_last = vma;
	knot_tie(vma);
	return 0;
}

const struct file_operations knot_other_fops = {
	.owner = THIS_MODULE,
	.mmap = knot_other_mmap,
};

static const struct file_operations knot_fops = {
	.owner = THIS_MODULE,
	.mmap = knot_mmap,
};

static int __init knot_init(void)
{
	return register_chrdev(100, "knot", &knot_fops);
}
module_init(knot_init);

MODULE_LICENSE("GPL");
