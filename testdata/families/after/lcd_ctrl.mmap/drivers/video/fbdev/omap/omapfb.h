/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef __OMAPFB_H
#define __OMAPFB_H

#include <linux/fs.h>

struct omapfb_device;

/**
 * struct lcd_ctrl - a controller of a panel
 * @name: of the controller
 * @mmap_prepare: maps the frame buffer; may be left out
 * @bpp: bits of a pixel
 *
 * Whoever has no lcd_ctrl.mmap_prepare cannot be mapped.
 */
struct lcd_ctrl {
	const char *name;
	int		(*mmap_prepare)	(struct omapfb_device *fbdev,
					 struct vm_area_desc *desc);
	int bpp;
};

struct omapfb_device {
	struct lcd_ctrl *ctrl;
	unsigned long phys;
	size_t size;
};

extern struct lcd_ctrl hwa_ctrl;

#endif
