// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/mm.h>

#include "pane.h"

vm_fault_t pane_board_fault(struct vm_fault *vmf);

vm_fault_t pane_board_fault(struct vm_fault *vmf)
{
	return pane_board(NULL, vmf->vma) ? VM_FAULT_SIGBUS : 0;
}

int pane_bare(struct pane *pane, struct vm_area_struct *vma)
{
	return vma->vm_pgoff < pane->frames ? 0 : -EINVAL;
}
