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

int vfio_board_mmap_prepare(struct vfio_device *vdev, struct vm_area_desc *desc)
{
	if (!vma_desc_test(desc, VMA_SHARED_BIT))
		return -EINVAL;

	desc->private_data = vdev;
	desc->page_prot = pgprot_noncached(desc->page_prot);
	vma_desc_set_flags(desc, VMA_IO_BIT, VMA_DONTEXPAND_BIT);
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_board_mmap_prepare);

const struct vfio_device_ops vfio_board_ops = {
	.mmap_prepare	= vfio_board_mmap_prepare,
};

MODULE_LICENSE("GPL");
