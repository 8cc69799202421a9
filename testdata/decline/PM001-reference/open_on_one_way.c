// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct boom {
	struct kref ref;
	struct mutex lock;
	bool closed;
};

static void boom_free(struct kref *ref)
{
}

static void boom_vm_open(struct vm_area_struct *vma)
{
	struct boom *boom = vma->vm_private_data;

	kref_get(&boom->ref);
}

static void boom_vm_close(struct vm_area_struct *vma)
{
	struct boom *boom = vma->vm_private_data;

	kref_put(&boom->ref, boom_free);
}

static const struct vm_operations_struct boom_vm_ops = {
	.open = boom_vm_open,
	.close = boom_vm_close,
};

static int boom_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct boom *boom = file->private_data;

	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &boom_vm_ops;
	vma->vm_private_data = boom;
	if (!boom->closed)
		boom_vm_open(vma);
	return 0;
}

static const struct file_operations boom_fops = {
	.owner = THIS_MODULE,
	.mmap = boom_mmap,
};

static int __init boom_init(void)
{
	return register_chrdev(100, "boom", &boom_fops);
}
module_init(boom_init);

MODULE_LICENSE("GPL");
