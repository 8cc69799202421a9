// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/refcount.h>

struct keel {
	refcount_t refs;
};

static void keel_vm_open(struct vm_area_struct *vma)
{
	struct keel *keel = vma->vm_private_data;

	refcount_inc(&keel->refs);
}

static void keel_vm_close(struct vm_area_struct *vma)
{
	struct keel *keel = vma->vm_private_data;

	refcount_dec(&keel->refs);
}

static const struct vm_operations_struct keel_vm_ops = {
	.open = keel_vm_open,
	.close = keel_vm_close,
};

static int keel_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &keel_vm_ops;
	keel_vm_open(vma);
	return 0;
}

static const struct file_operations keel_fops = {
	.owner = THIS_MODULE,
	.mmap = keel_mmap,
};

static int __init keel_init(void)
{
	return register_chrdev(100, "keel", &keel_fops);
}
module_init(keel_init);

MODULE_LICENSE("GPL");
