/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_VFIO_H
#define _LINUX_VFIO_H

#include <linux/fs.h>

struct vfio_device;

/**
 * struct vfio_device_ops - what a driver does for a device
 * @open_device: the first file of the device is opened
 * @mmap: maps a region of the device,
 *	  by its offset
 * @mmap_prepare: The same, with a descriptor of the mapping; replaces @mmap
 * @release: the device goes
 */
struct vfio_device_ops {
	int	(*open_device)(struct vfio_device *vdev);
	int	(*mmap)(struct vfio_device *vdev, struct vm_area_struct *vma);
	int	(*mmap_prepare)(struct vfio_device *vdev,
				struct vm_area_desc *desc);
	void	(*release)(struct vfio_device *vdev);
};

struct vfio_device {
	const struct vfio_device_ops *ops;
	bool granted;
	unsigned long phys;
};

int vfio_board_mmap(struct vfio_device *vdev, struct vm_area_struct *vma);
int vfio_board_mmap_prepare(struct vfio_device *vdev,
			    struct vm_area_desc *desc);

#endif
