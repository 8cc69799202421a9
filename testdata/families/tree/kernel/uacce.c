// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A table that nobody calls.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uacce.h>

static int queue_mmap(void *queue, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

const struct uacce_ops queue_ops = {
	.mmap = queue_mmap,
};

MODULE_LICENSE("GPL");
