// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frame buffers of panels, and one controller of them.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include "../drivers/video/fbdev/omap/omapfb.h"

static int omapfb_mmap_prepare(struct vm_area_desc *desc)
{
	struct omapfb_device *fbdev = desc->file->private_data;

	if (desc->pgoff)
		return -EINVAL;
	if (!fbdev->ctrl->mmap_prepare)
		return -ENODEV;

	return fbdev->ctrl->mmap_prepare(fbdev, desc);
}

const struct file_operations omapfb_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = omapfb_mmap_prepare,
};

static int internal_mmap_prepare(struct omapfb_device *fbdev,
				 struct vm_area_desc *desc)
{
	unsigned long size = vma_desc_size(desc);

	if (size > fbdev->size)
		return -EINVAL;

	vma_desc_set_flags(desc, VMA_DONTDUMP_BIT);
	mmap_action_remap_full(desc, fbdev->phys >> PAGE_SHIFT);
	desc->action.error_override = -EAGAIN;
	return 0;
}

struct lcd_ctrl internal_ctrl = {
	.name = "internal",
	.mmap_prepare = internal_mmap_prepare,
};

MODULE_LICENSE("GPL");
