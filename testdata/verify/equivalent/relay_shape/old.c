#include "kernel.h"

struct rchan_buf { unsigned long size; };
static const struct vm_operations_struct buf_vm_ops = { };

static int map_buf(struct rchan_buf *buf, struct vm_area_struct *vma)
{
	unsigned long length = vma->vm_end - vma->vm_start;

	if (!buf)
		return -EBUSY;
	if (length != buf->size)
		return -EINVAL;
	vma->vm_ops = &buf_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_private_data = buf;
	return 0;
}

static int buf_mmap(struct file *file, struct vm_area_struct *vma)
{
	return map_buf(file->private_data, vma);
}

const struct file_operations buf_fops = { .mmap = buf_mmap };
