// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Devices for user space: the driver of the device maps.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vfio.h>

static int vfio_fops_mmap(struct file *filep, struct vm_area_struct *vma)
{
	struct vfio_device *device = filep->private_data;

	if (!device->granted)
		return -EINVAL;

	if (unlikely(!device->ops->mmap))
		return -EINVAL;

	return device->ops->mmap(device, vma);
}

const struct file_operations vfio_device_fops = {
	.owner		= THIS_MODULE,
	.mmap		= vfio_fops_mmap,
};

MODULE_LICENSE("GPL");
