// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A board, with a hook that drivers of like boards share.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vfio.h>

/**
 * vfio_board_mmap() - maps the window of a board
 * @vdev: the board
 * @vma: the mapping
 */
int vfio_board_mmap(struct vfio_device *vdev, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;

	vma->vm_private_data = vdev;
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	vm_flags_set(vma, VM_IO | VM_DONTEXPAND);
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_board_mmap);

const struct vfio_device_ops vfio_board_ops = {
	.mmap		= vfio_board_mmap,
};

MODULE_LICENSE("GPL");
