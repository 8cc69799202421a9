#include "kernel.h"

struct cov { unsigned long size; struct page **pages; };
static const struct vm_operations_struct cov_vm_ops = { };

static int cov_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct cov *cov = file->private_data;
	unsigned long off;
	int rc;

	if (vma->vm_pgoff || PAGE_ALIGN(cov->size) != vma->vm_end - vma->vm_start)
		return -EINVAL;
	vma->vm_ops = &cov_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND);
	for (off = 0; off < cov->size; off += PAGE_SIZE) {
		rc = vm_insert_page(vma, vma->vm_start + off,
				    cov->pages[off >> PAGE_SHIFT]);
		if (rc)
			return rc;
	}
	return 0;
}

const struct file_operations cov_fops = { .mmap = cov_mmap };
