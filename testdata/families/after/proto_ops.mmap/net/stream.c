// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Streams whose received pages can be mapped, for reading only.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/net.h>
#include <net/stream.h>

static const struct vm_operations_struct stream_vm_ops = {
};

int stream_mmap_prepare(struct socket *sock, struct vm_area_desc *desc)
{
	if (vma_desc_test_any(desc, VMA_WRITE_BIT, VMA_EXEC_BIT))
		return -EPERM;
	vma_desc_clear_flags(desc, VMA_MAYWRITE_BIT, VMA_MAYEXEC_BIT);
	vma_desc_set_flags(desc, VMA_MIXEDMAP_BIT);
	desc->vm_ops = &stream_vm_ops;
	return 0;
}

MODULE_LICENSE("GPL");
