// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/mm.h>

#include "fold.h"

/* What is folded is mapped as a whole. */
int fold_map(struct vm_area_desc *desc, unsigned long pfn)
{
	if (vma_desc_test(desc, VMA_WRITE_BIT))
		return -EPERM;

	mmap_action_remap_full(desc, pfn);
	return 0;
}
EXPORT_SYMBOL_GPL(fold_map);

int fold_touch(unsigned long limit, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTDUMP);
	return vma->vm_pgoff < limit ? 0 : -EINVAL;
}

int (*fold_chooser(void))(unsigned long limit, struct vm_area_struct *vma)
{
	return fold_touch;
}
