// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The half with the handler.
 */
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "split.h"

static vm_fault_t split_fault(struct vm_fault *vmf)
{
	struct split_dev *split = vmf->vma->vm_private_data;

	if (vmf->pgoff >= split->pages)
		return VM_FAULT_SIGBUS;

	vmf->page = vmalloc_to_page(split->mem + (vmf->pgoff << PAGE_SHIFT));
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct split_vm_ops = {
	.fault = split_fault,
};

int split_mmap_prepare(struct vm_area_desc *desc)
{
	struct split_dev *split = desc->file->private_data;

	if (desc->pgoff + vma_desc_pages(desc) > split->pages)
		return -EINVAL;

	desc->vm_ops = &split_vm_ops;
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT, VMA_DONTDUMP_BIT);
	vma_desc_clear_flags(desc, VMA_MAYWRITE_BIT);
	desc->private_data = split;

	return 0;
}

int split_setup(struct split_dev *split)
{
	split->pages = 4;
	split->mem = vmalloc_user(split->pages << PAGE_SHIFT);
	return split->mem ? 0 : -ENOMEM;
}
