// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A table that is a copy of another one, with a hook of its own.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <rdma/rdma_vt.h>

static int rvt_plain_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static int rvt_dump_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_DONTDUMP);
	return 0;
}

static const struct rvt_driver_provided rvt_plain = {
	.mmap = rvt_plain_mmap,
};

static struct rvt_driver_provided rvt_dump;

static int rvt_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct rvt_driver_provided *table = file->private_data;

	if (table->mmap)
		return table->mmap(file, vma);
	return -ENODEV;
}

const struct file_operations rvt_fops = {
	.mmap = rvt_mmap,
};

static int __init rvt_init(void)
{
	rvt_dump = rvt_plain;
	rvt_dump.mmap = rvt_dump_mmap;
	return 0;
}
module_init(rvt_init);

MODULE_LICENSE("GPL");
