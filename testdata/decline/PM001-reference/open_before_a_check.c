// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct spar {
	struct kref ref;
	struct mutex lock;
	bool closed;
};

static void spar_free(struct kref *ref)
{
}

static void spar_vm_open(struct vm_area_struct *vma)
{
	struct spar *spar = vma->vm_private_data;

	kref_get(&spar->ref);
}

static void spar_vm_close(struct vm_area_struct *vma)
{
	struct spar *spar = vma->vm_private_data;

	kref_put(&spar->ref, spar_free);
}

static const struct vm_operations_struct spar_vm_ops = {
	.open = spar_vm_open,
	.close = spar_vm_close,
};

static int spar_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct spar *spar = file->private_data;

	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &spar_vm_ops;
	vma->vm_private_data = spar;
	spar_vm_open(vma);
	if (spar->closed)
		return -EBUSY;
	return 0;
}

static const struct file_operations spar_fops = {
	.owner = THIS_MODULE,
	.mmap = spar_mmap,
};

static int __init spar_init(void)
{
	return register_chrdev(100, "spar", &spar_fops);
}
module_init(spar_init);

MODULE_LICENSE("GPL");
