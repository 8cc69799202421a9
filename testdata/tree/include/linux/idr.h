/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_IDR_H
#define _LINUX_IDR_H

#include <linux/types.h>

struct idr {
	void *root;
};

#define DEFINE_IDR(name) struct idr name = { NULL }

void *idr_find(const struct idr *idr, unsigned long id);

#endif
