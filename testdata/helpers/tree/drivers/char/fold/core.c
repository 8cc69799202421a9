// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/export.h>
#include <linux/mm.h>

#include "fold.h"

/* What is folded is mapped as a whole. */
int fold_map(struct vm_area_struct *vma, unsigned long pfn)
{
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;

	return remap_pfn_range(vma, vma->vm_start, pfn,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
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
