/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _SPLIT_H
#define _SPLIT_H

#include <linux/fs.h>

struct split_dev {
	void *mem;
	unsigned long pages;
};

/* split_mmap_prepare() lives in map.c */
int split_mmap_prepare(struct vm_area_desc *desc);
int split_setup(struct split_dev *split);

#endif
