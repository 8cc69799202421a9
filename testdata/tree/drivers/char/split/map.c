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

int split_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct split_dev *split = filp->private_data;

	if (vma->vm_pgoff + vma_pages(vma) > split->pages)
		return -EINVAL;

	vma->vm_ops = &split_vm_ops;
	vm_flags_mod(vma, VM_DONTEXPAND | VM_DONTDUMP, VM_MAYWRITE);
	vma->vm_private_data = split;

	return 0;
}

int split_setup(struct split_dev *split)
{
	split->pages = 4;
	split->mem = vmalloc_user(split->pages << PAGE_SHIFT);
	return split->mem ? 0 : -ENOMEM;
}
