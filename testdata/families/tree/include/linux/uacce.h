/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_UACCE_H
#define _LINUX_UACCE_H

#include <linux/fs.h>

struct uacce_ops {
	int (*mmap)(void *queue, struct vm_area_struct *vma);
};

#endif
