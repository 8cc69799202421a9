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
 *	@vma: where it goes
 *
 *	Returns 0 if ok, negative on error.
 */
static int logbuf_map(struct logbuf *buf, struct vm_area_struct *vma)
{
	unsigned long length = vma->vm_end - vma->vm_start;

	if (!buf)
		return -EBADF;

	if (length != buf->alloc_size)
		return -EINVAL;

	vma->vm_ops = &logbuf_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_private_data = buf;

	return 0;
}

/**
 *	logbuf_file_mmap - the mmap operation of log files
 *	@filp: the file
 *	@vma: where it goes
 *
 *	Leaves the work to logbuf_map().
 */
static int logbuf_file_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct logbuf *buf = filp->private_data;
	return logbuf_map(buf, vma);
}

const struct file_operations logbuf_file_operations = {
	.open		= simple_open,
	.mmap		= logbuf_file_mmap,
	.llseek		= no_llseek,
};
EXPORT_SYMBOL_GPL(logbuf_file_operations);
