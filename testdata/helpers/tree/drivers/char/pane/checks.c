// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/mm.h>

#include "pane.h"

int pane_check(const struct pane *pane, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff)
		return -EINVAL;
	if (vma->vm_end - vma->vm_start != pane->size)
		return -EINVAL;
	return 0;
}
