// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>

struct canal {
	struct kref ref;
	long mapped;
	bool dirty;
};

static void canal_free(struct kref *ref)
{
}

static void drop_close(struct vm_area_struct *vma)
{
	struct canal *canal = vma->vm_private_data;

	kref_put(&canal->ref, canal_free); /* lint: LM04 likely */
}

static const struct vm_operations_struct drop_vm_ops = {
	.close = drop_close,
};

static int drop_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &drop_vm_ops;
	return 0;
}

static const struct file_operations drop_fops = {
	.owner = THIS_MODULE,
	.mmap = drop_mmap,
};

static void counted_open(struct vm_area_struct *vma)
{
	struct canal *canal = vma->vm_private_data;

	kref_get(&canal->ref);
}

static void counted_close(struct vm_area_struct *vma)
{
	struct canal *canal = vma->vm_private_data;

	kref_put(&canal->ref, canal_free);
}

static const struct vm_operations_struct counted_vm_ops = {
	.open = counted_open,
	.close = counted_close,
};

static int counted_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &counted_vm_ops;
	counted_open(vma);
	return 0;
}

static const struct file_operations counted_fops = {
	.owner = THIS_MODULE,
	.mmap = counted_mmap,
};

/* Gives nothing back. */
static void flush_close(struct vm_area_struct *vma)
{
	struct canal *canal = vma->vm_private_data;

	canal->dirty = false;
}

static vm_fault_t flush_mkwrite(struct vm_fault *vmf)
{
	struct canal *canal = vmf->vma->vm_private_data;

	if (canal->dirty)
		return VM_FAULT_RETRY; /* lint: LM10 certain */
	return VM_FAULT_NOPAGE;
}

/* A fault may be tried again. */
static vm_fault_t flush_fault(struct vm_fault *vmf)
{
	return VM_FAULT_RETRY;
}

static const struct vm_operations_struct flush_vm_ops = {
	.close = flush_close,
	.fault = flush_fault,
	.page_mkwrite = flush_mkwrite,
};

static int flush_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &flush_vm_ops;
	return 0;
}

static const struct file_operations flush_fops = {
	.owner = THIS_MODULE,
	.mmap = flush_mmap,
};

struct canal *canal_at(unsigned long start, unsigned long size);

/* Found by its place, which the copy of a fork has too. */
static void placed_close(struct vm_area_struct *vma)
{
	struct canal *canal;

	canal = canal_at(vma->vm_start, vma->vm_end - vma->vm_start);
	if (!canal)
		return;
	kref_put(&canal->ref, canal_free); /* lint: LM04 likely */
}

static const struct vm_operations_struct placed_vm_ops = {
	.close = placed_close,
};

static int placed_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &placed_vm_ops;
	return 0;
}

static const struct file_operations placed_fops = {
	.owner = THIS_MODULE,
	.mmap = placed_mmap,
};

/* It knows how much is left. */
static void rest_close(struct vm_area_struct *vma)
{
	struct canal *canal = vma->vm_private_data;

	canal->mapped -= vma->vm_end - vma->vm_start;
	if (canal->mapped)
		return;
	kref_put(&canal->ref, canal_free); /* lint: LM04 possible */
}

static const struct vm_operations_struct rest_vm_ops = {
	.close = rest_close,
};

static int rest_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &rest_vm_ops;
	return 0;
}

static const struct file_operations rest_fops = {
	.owner = THIS_MODULE,
	.mmap = rest_mmap,
};

static int __init canal_init(void)
{
	return register_chrdev(100, "drop", &drop_fops) +
	       register_chrdev(101, "counted", &counted_fops) +
	       register_chrdev(102, "flush", &flush_fops) +
	       register_chrdev(103, "placed", &placed_fops) +
	       register_chrdev(104, "rest", &rest_fops);
}
module_init(canal_init);

MODULE_LICENSE("GPL");
