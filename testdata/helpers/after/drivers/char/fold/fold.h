/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FOLD_H
#define FOLD_H

#include <linux/mm.h>

extern int fold_map(struct vm_area_desc *desc, unsigned long pfn);
int fold_touch(unsigned long limit, struct vm_area_struct *vma);
int (*fold_chooser(void))(unsigned long limit, struct vm_area_struct *vma);

#endif
