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

int stream_mmap(struct file *file, struct socket *sock,
		struct vm_area_struct *vma)
{
	if (vma->vm_flags & (VM_WRITE | VM_EXEC))
		return -EPERM;
	vm_flags_clear(vma, VM_MAYWRITE | VM_MAYEXEC);
	vm_flags_set(vma, VM_MIXEDMAP);
	vma->vm_ops = &stream_vm_ops;
	return 0;
}

MODULE_LICENSE("GPL");
