/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KREF_H
#define _LINUX_KREF_H

#include <linux/refcount.h>

struct kref {
	refcount_t refcount;
};

void kref_init(struct kref *kref);
void kref_get(struct kref *kref);
int kref_put(struct kref *kref, void (*release)(struct kref *kref));
int __must_check kref_get_unless_zero(struct kref *kref);

#endif
