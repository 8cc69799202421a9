// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/io.h>
#include <linux/mm.h>

#include "pane.h"

static const struct vm_operations_struct pane_vm_ops = {
	.access = generic_access_phys,
};

/**
 * pane_window - map the registers of a pane
 * @pane: the pane
 * @vma: where they are to be mapped, all of them
 * @cached: whether the processor may cache them
 *
 * Return: 0 or a negative error code.
 */
int pane_window(struct pane *pane, struct vm_area_struct *vma, bool cached)
{
	int ret;

	ret = pane_check(pane, vma);
	if (ret)
		return ret;

	vm_flags_set(vma, VM_DONTCOPY);
	if (!cached)
		vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	vma->vm_ops = &pane_vm_ops;

	return io_remap_pfn_range(vma, vma->vm_start,
				  pane->base >> PAGE_SHIFT,
				  vma->vm_end - vma->vm_start,
				  vma->vm_page_prot);
}
