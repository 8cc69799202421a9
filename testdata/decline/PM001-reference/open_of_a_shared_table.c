// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct yard {
	struct kref ref;
	struct mutex lock;
	bool closed;
};

static void yard_free(struct kref *ref)
{
}

static void yard_vm_open(struct vm_area_struct *vma)
{
	struct yard *yard = vma->vm_private_data;

	kref_get(&yard->ref);
}

static void yard_vm_close(struct vm_area_struct *vma)
{
	struct yard *yard = vma->vm_private_data;

	kref_put(&yard->ref, yard_free);
}

static const struct vm_operations_struct yard_vm_ops = {
	.open = yard_vm_open,
	.close = yard_vm_close,
};

void yard_install(struct vm_area_struct *vma, struct yard *yard)
{
	vma->vm_ops = &yard_vm_ops;
	vma->vm_private_data = yard;
	yard_vm_open(vma);
}

static int yard_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct yard *yard = file->private_data;

	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &yard_vm_ops;
	vma->vm_private_data = yard;
	yard_vm_open(vma);
	return 0;
}

static const struct file_operations yard_fops = {
	.owner = THIS_MODULE,
	.mmap = yard_mmap,
};

static int __init yard_init(void)
{
	return register_chrdev(100, "yard", &yard_fops);
}
module_init(yard_init);

MODULE_LICENSE("GPL");
