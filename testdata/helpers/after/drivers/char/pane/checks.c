// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/mm.h>

#include "pane.h"

int pane_check(const struct pane *pane, struct vm_area_desc *desc)
{
	if (desc->pgoff)
		return -EINVAL;
	if (vma_desc_size(desc) != pane->size)
		return -EINVAL;
	return 0;
}
