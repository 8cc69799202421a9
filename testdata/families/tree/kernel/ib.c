// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The caller keeps the VMA before the device sees it.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <rdma/ib_verbs.h>

static struct vm_area_struct *ib_last;

static void ib_track(struct vm_area_struct *vma)
{
	ib_last = vma;
}

static int ib_uverbs_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct ib_device *dev = filp->private_data;

	ib_track(vma);
	return dev->ops.mmap(dev->context, vma);
}

const struct file_operations ib_fops = {
	.mmap = ib_uverbs_mmap,
};

static int ib_board_mmap(void *context, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

void ib_board_init(struct ib_device *dev)
{
	dev->ops.mmap = ib_board_mmap;
}

MODULE_LICENSE("GPL");
