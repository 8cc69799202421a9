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

static int hwa_mmap(struct omapfb_device *fbdev, struct file *file,
		    struct vm_area_struct *vma)
{
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return vm_iomap_memory(vma, fbdev->phys, fbdev->size);
}

void hwa_probe(struct omapfb_device *fbdev)
{
	hwa_ctrl.mmap = hwa_mmap;
	fbdev->ctrl = &hwa_ctrl;
}

MODULE_LICENSE("GPL");
