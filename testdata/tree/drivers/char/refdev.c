// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every mapping holds a reference on the buffer that it shows.
 */
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

struct refdev_buf {
	struct kref kref;
	void *data;
};

static void refdev_release(struct kref *kref)
{
	struct refdev_buf *buf = container_of(kref, struct refdev_buf, kref);

	vfree(buf->data);
	kfree(buf);
}

static void refdev_vm_open(struct vm_area_struct *vma)
{
	struct refdev_buf *buf = vma->vm_private_data;

	kref_get(&buf->kref);
}

static void refdev_vm_close(struct vm_area_struct *vma)
{
	struct refdev_buf *buf = vma->vm_private_data;

	kref_put(&buf->kref, refdev_release);
}

static const struct vm_operations_struct refdev_vm_ops = {
	.open = refdev_vm_open,
	.close = refdev_vm_close,
};

static int refdev_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct refdev_buf *buf = file->private_data;

	kref_get(&buf->kref);
	vma->vm_private_data = buf;
	vma->vm_ops = &refdev_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations refdev_fops = {
	.owner = THIS_MODULE,
	.mmap = refdev_mmap,
};

static int __init refdev_init(void)
{
	return register_chrdev(52, "refdev", &refdev_fops);
}
module_init(refdev_init);

MODULE_LICENSE("GPL");
