// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct station {
	atomic_t users;
};

static void st_open(struct vm_area_struct *vma)
{
	struct station *st = vma->vm_private_data;

	atomic_inc(&st->users);
}

static void st_close(struct vm_area_struct *vma)
{
	struct station *st = vma->vm_private_data;

	atomic_dec(&st->users);
}

static const struct vm_operations_struct st_vm_ops = {
	.open = st_open,
	.close = st_close,
};

static int st_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct station *st = file->private_data;

	vma->vm_private_data = st;
	vma->vm_ops = &st_vm_ops;
@example@
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
