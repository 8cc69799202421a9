#include "kernel.h"

struct rchan_buf { unsigned long size; };
static const struct vm_operations_struct buf_vm_ops = { };

static int map_buf_prepare(struct rchan_buf *buf, struct vm_area_desc *desc)
{
	if (!buf)
		return -EBUSY;
	if (vma_desc_size(desc) != buf->size)
		return -EINVAL;
	desc->vm_ops = &buf_vm_ops;
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	desc->private_data = buf;
	return 0;
}

static int buf_mmap_prepare(struct vm_area_desc *desc)
{
	return map_buf_prepare(desc->file->private_data, desc);
}

const struct file_operations buf_fops = { .mmap_prepare = buf_mmap_prepare };
