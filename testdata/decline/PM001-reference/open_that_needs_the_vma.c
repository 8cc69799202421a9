// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct helm {
	struct kref ref;
	struct mutex lock;
	bool closed;
};

static void helm_free(struct kref *ref)
{
}

static void helm_vm_open(struct vm_area_struct *vma)
{
	struct helm *helm = vma->vm_private_data;

	if (vma->vm_flags & VM_SHARED)
		kref_get(&helm->ref);
}

static void helm_vm_close(struct vm_area_struct *vma)
{
	struct helm *helm = vma->vm_private_data;

	kref_put(&helm->ref, helm_free);
}

static const struct vm_operations_struct helm_vm_ops = {
	.open = helm_vm_open,
	.close = helm_vm_close,
};

static int helm_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct helm *helm = file->private_data;

	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &helm_vm_ops;
	vma->vm_private_data = helm;
	helm_vm_open(vma);
	return 0;
}

static const struct file_operations helm_fops = {
	.owner = THIS_MODULE,
	.mmap = helm_mmap,
};

static int __init helm_init(void)
{
	return register_chrdev(100, "helm", &helm_fops);
}
module_init(helm_init);

MODULE_LICENSE("GPL");
