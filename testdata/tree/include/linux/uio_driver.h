/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_UIO_DRIVER_H
#define _LINUX_UIO_DRIVER_H

#include <linux/device.h>
#include <linux/mm_types.h>

struct inode;

#define MAX_UIO_MAPS 5

struct uio_mem {
	const char *name;
	phys_addr_t addr;
	resource_size_t size;
};

struct uio_info {
	const char *name;
	const char *version;
	struct uio_mem mem[MAX_UIO_MAPS];
	long irq;
	void *priv;
#if PREMAP_API >= 710
	int (*mmap_prepare)(struct uio_info *info, struct vm_area_desc *desc);
#else
	int (*mmap)(struct uio_info *info, struct vm_area_struct *vma);
#endif
	int (*open)(struct uio_info *info, struct inode *inode);
	int (*release)(struct uio_info *info, struct inode *inode);
};

int uio_register_device(struct device *parent, struct uio_info *info);

#endif
