#include "kernel.h"

struct cov { unsigned long size; struct page **pages; };
static const struct vm_operations_struct cov_vm_ops = { };

static int cov_mmap_prepare(struct vm_area_desc *desc)
{
	struct cov *cov = desc->file->private_data;

	if (desc->pgoff || PAGE_ALIGN(cov->size) != vma_desc_size(desc))
		return -EINVAL;
	desc->vm_ops = &cov_vm_ops;
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	mmap_action_map_kernel_pages(desc, desc->start, cov->pages,
				     DIV_ROUND_UP(cov->size, PAGE_SIZE));
	return 0;
}

const struct file_operations cov_fops = { .mmap_prepare = cov_mmap_prepare };
