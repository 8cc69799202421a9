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
 * @desc: where they are to be mapped, all of them
 * @cached: whether the processor may cache them
 *
 * Return: 0 or a negative error code.
 */
int pane_window(struct pane *pane, struct vm_area_desc *desc, bool cached)
{
	int ret;

	ret = pane_check(pane, desc);
	if (ret)
		return ret;

	vma_desc_set_flags(desc, VMA_DONTCOPY_BIT);
	if (!cached)
		desc->page_prot = pgprot_noncached(desc->page_prot);
	desc->vm_ops = &pane_vm_ops;

	mmap_action_ioremap_full(desc, pane->base >> PAGE_SHIFT);
	return 0;
}
