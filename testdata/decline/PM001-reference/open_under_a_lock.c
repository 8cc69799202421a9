// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct mast {
	struct kref ref;
	struct mutex lock;
	bool closed;
};

static void mast_free(struct kref *ref)
{
}

static void mast_vm_open(struct vm_area_struct *vma)
{
	struct mast *mast = vma->vm_private_data;

	kref_get(&mast->ref);
}

static void mast_vm_close(struct vm_area_struct *vma)
{
	struct mast *mast = vma->vm_private_data;

	kref_put(&mast->ref, mast_free);
}

static const struct vm_operations_struct mast_vm_ops = {
	.open = mast_vm_open,
	.close = mast_vm_close,
};

static int mast_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct mast *mast = file->private_data;

	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &mast_vm_ops;
	vma->vm_private_data = mast;
	mutex_lock(&mast->lock);
	mast_vm_open(vma);
	mutex_unlock(&mast->lock);
	return 0;
}

static const struct file_operations mast_fops = {
	.owner = THIS_MODULE,
	.mmap = mast_mmap,
};

static int __init mast_init(void)
{
	return register_chrdev(100, "mast", &mast_fops);
}
module_init(mast_init);

MODULE_LICENSE("GPL");
