#include "kernel.h"

struct vma_lock { struct mutex lock; };

static void huge_close(struct vm_area_struct *vma)
{
	kfree(vma->vm_private_data);
}

static const struct vm_operations_struct huge_vm_ops = { .close = huge_close };

static int huge_mmap_prepare(struct vm_area_desc *desc)
{
	struct vma_lock *lock = kzalloc(sizeof(*lock), 0);

	if (!lock)
		return -ENOMEM;
	desc->private_data = lock;
	desc->vm_ops = &huge_vm_ops;
	return 0;
}

const struct file_operations huge_fops = { .mmap_prepare = huge_mmap_prepare };
