// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct station {
	struct vm_area_struct *vma;
	unsigned long start;
};

static void st_open(struct vm_area_struct *vma)
{
}

static const struct vm_operations_struct st_vm_ops = {
	.open = st_open,
};

static int st_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct station *st = file->private_data;

@example@
	vma->vm_ops = &st_vm_ops;
	return 0;
}

static const struct file_operations st_fops = {
	.owner = THIS_MODULE,
	.mmap = st_mmap,
};

static int __init st_init(void)
{
	return register_chrdev(100, "station", &st_fops);
}
module_init(st_init);

MODULE_LICENSE("GPL");
