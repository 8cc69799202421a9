// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frame buffers of panels, and one controller of them.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include "../drivers/video/fbdev/omap/omapfb.h"

static int omapfb_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct omapfb_device *fbdev = file->private_data;

	if (vma->vm_pgoff)
		return -EINVAL;
	if (!fbdev->ctrl->mmap)
		return -ENODEV;

	return fbdev->ctrl->mmap(fbdev, file, vma);
}

const struct file_operations omapfb_fops = {
	.owner = THIS_MODULE,
	.mmap = omapfb_mmap,
};

static int internal_mmap(struct omapfb_device *fbdev, struct file *file,
			 struct vm_area_struct *vma)
{
	unsigned long size = vma->vm_end - vma->vm_start;

	if (size > fbdev->size)
		return -EINVAL;

	vm_flags_set(vma, VM_DONTDUMP);
	if (remap_pfn_range(vma, vma->vm_start, fbdev->phys >> PAGE_SHIFT, size,
			    vma->vm_page_prot))
		return -EAGAIN;
	return 0;
}

struct lcd_ctrl internal_ctrl = {
	.name = "internal",
	.mmap = internal_mmap,
};

MODULE_LICENSE("GPL");
