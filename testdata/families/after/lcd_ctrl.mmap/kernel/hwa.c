// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A controller whose hook depends on the board.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include "../drivers/video/fbdev/omap/omapfb.h"

struct lcd_ctrl hwa_ctrl = {
	.name = "hwa",
};

static int hwa_mmap_prepare(struct omapfb_device *fbdev,
			    struct vm_area_desc *desc)
{
	desc->page_prot = pgprot_writecombine(desc->page_prot);
	mmap_action_simple_ioremap(desc, fbdev->phys, fbdev->size);
	return 0;
}

void hwa_probe(struct omapfb_device *fbdev)
{
	hwa_ctrl.mmap_prepare = hwa_mmap_prepare;
	fbdev->ctrl = &hwa_ctrl;
}

MODULE_LICENSE("GPL");
