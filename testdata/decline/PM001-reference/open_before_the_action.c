// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct sail {
	struct kref ref;
	struct mutex lock;
	bool closed;
};

static void sail_free(struct kref *ref)
{
}

static void sail_vm_open(struct vm_area_struct *vma)
{
	struct sail *sail = vma->vm_private_data;

	kref_get(&sail->ref);
}

static void sail_vm_close(struct vm_area_struct *vma)
{
	struct sail *sail = vma->vm_private_data;

	kref_put(&sail->ref, sail_free);
}

static const struct vm_operations_struct sail_vm_ops = {
	.open = sail_vm_open,
	.close = sail_vm_close,
};

static int sail_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sail *sail = file->private_data;

	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &sail_vm_ops;
	vma->vm_private_data = sail;
	sail_vm_open(vma);
	return remap_pfn_range(vma, vma->vm_start, 0xfe000UL,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations sail_fops = {
	.owner = THIS_MODULE,
	.mmap = sail_mmap,
};

static int __init sail_init(void)
{
	return register_chrdev(100, "sail", &sail_fops);
}
module_init(sail_init);

MODULE_LICENSE("GPL");
