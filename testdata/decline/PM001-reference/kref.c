// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>

struct lamp {
	struct kref kref;
};

void lamp_free(struct kref *kref);

static void lamp_vm_close(struct vm_area_struct *vma)
{
	struct lamp *lamp = vma->vm_private_data;

	kref_put(&lamp->kref, lamp_free);
}

static const struct vm_operations_struct lamp_vm_ops = {
	.close = lamp_vm_close,
};

static int lamp_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct lamp *lamp = file->private_data;

	kref_get(&lamp->kref);
	vma->vm_private_data = lamp;
	vma->vm_ops = &lamp_vm_ops;
	return 0;
}

static const struct file_operations lamp_fops = {
	.owner = THIS_MODULE,
	.mmap = lamp_mmap,
};

static int __init lamp_init(void)
{
	return register_chrdev(100, "lamp", &lamp_fops);
}
module_init(lamp_init);

MODULE_LICENSE("GPL");
