// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two boards with the hook of another driver: one names it, one calls it.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vfio.h>

static int vfio_strict_mmap(struct vfio_device *vdev,
			    struct vm_area_struct *vma)
{
	if (vma->vm_pgoff)
		return -EINVAL;
	return vfio_board_mmap(vdev, vma);
}

const struct vfio_device_ops vfio_plain_ops = {
	.mmap_prepare	= vfio_board_mmap_prepare,
};

const struct vfio_device_ops vfio_strict_ops = {
	.mmap		= vfio_strict_mmap,
};

MODULE_LICENSE("GPL");
