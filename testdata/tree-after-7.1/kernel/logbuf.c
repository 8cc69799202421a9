// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Log buffers that a reader maps.
 */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

struct logbuf {
	void *start;
	unsigned long alloc_size;
};

static vm_fault_t logbuf_fault(struct vm_fault *vmf)
{
	struct logbuf *buf = vmf->vma->vm_private_data;

	if (!buf)
		return VM_FAULT_OOM;

	vmf->page = vmalloc_to_page(buf->start + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct logbuf_vm_ops = {
	.fault = logbuf_fault,
};

/**
 *	logbuf_map: - map a log buffer to user space
 *	@buf: the log buffer
 *	@desc: where it goes
 *
 *	Returns 0 if ok, negative on error.
 */
static int logbuf_map(struct logbuf *buf, struct vm_area_desc *desc)
{
	unsigned long length = vma_desc_size(desc);

	if (!buf)
		return -EBADF;

	if (length != buf->alloc_size)
		return -EINVAL;

	desc->vm_ops = &logbuf_vm_ops;
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	desc->private_data = buf;

	return 0;
}

/**
 *	logbuf_file_mmap_prepare - the mmap operation of log files
 *	@desc: where it goes
 *
 *	Leaves the work to logbuf_map().
 */
static int logbuf_file_mmap_prepare(struct vm_area_desc *desc)
{
	struct logbuf *buf = desc->file->private_data;
	return logbuf_map(buf, desc);
}

const struct file_operations logbuf_file_operations = {
	.open		= simple_open,
	.mmap_prepare	= logbuf_file_mmap_prepare,
	.llseek		= no_llseek,
};
EXPORT_SYMBOL_GPL(logbuf_file_operations);
