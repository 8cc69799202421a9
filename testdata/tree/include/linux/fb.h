/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_FB_H
#define _LINUX_FB_H

#include <linux/fs.h>

struct fb_info;

struct fb_ops {
	struct module *owner;
	int (*fb_blank)(int blank, struct fb_info *info);
	int (*fb_mmap)(struct fb_info *info, struct vm_area_struct *vma);
};

struct fb_info {
	const struct fb_ops *fbops;
	phys_addr_t smem_start;
	u32 smem_len;
	void *par;
};

#endif
