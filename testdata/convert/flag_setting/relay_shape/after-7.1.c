// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

struct channel_buf {
	void *start;
	unsigned long alloc_size;
};

static vm_fault_t channel_fault(struct vm_fault *vmf)
{
	struct channel_buf *buf = vmf->vma->vm_private_data;

	vmf->page = vmalloc_to_page(buf->start + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct channel_vm_ops = {
	.fault = channel_fault,
};

/**
 *	channel_mmap_buf: - map a channel's buffer to user space
 *	@buf: the channel's buffer
 *	@desc: where it goes
 *
 *	Returns 0 if ok, negative on error
 *
 *	Caller should already have grabbed mmap_lock.
 */
static int channel_mmap_buf(struct channel_buf *buf, struct vm_area_desc *desc)
{
	unsigned long length = vma_desc_size(desc);

	if (!buf)
		return -EBADF;

	if (length != (unsigned long)buf->alloc_size)
		return -EINVAL;

	desc->vm_ops = &channel_vm_ops;
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	desc->private_data = buf;

	return 0;
}

/**
 *	channel_file_mmap_prepare - the mmap operation of a channel's files
 *	@desc: where it goes
 *
 *	Calls channel_mmap_buf() to map the file.
 */
static int channel_file_mmap_prepare(struct vm_area_desc *desc)
{
	struct channel_buf *buf = desc->file->private_data;
	return channel_mmap_buf(buf, desc);
}

const struct file_operations channel_file_operations = {
	.open		= simple_open,
	.mmap_prepare	= channel_file_mmap_prepare,
	.llseek		= no_llseek,
};
EXPORT_SYMBOL_GPL(channel_file_operations);

MODULE_LICENSE("GPL");
