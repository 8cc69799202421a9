/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _RDMA_RDMA_VT_H
#define _RDMA_RDMA_VT_H

#include <linux/fs.h>

struct rvt_driver_provided {
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
};

#endif
