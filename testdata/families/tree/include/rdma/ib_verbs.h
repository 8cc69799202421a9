/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _RDMA_IB_VERBS_H
#define _RDMA_IB_VERBS_H

#include <linux/fs.h>

struct ib_device_ops {
	int (*mmap)(void *context, struct vm_area_struct *vma);
};

struct ib_device {
	struct ib_device_ops ops;
	void *context;
};

#endif
