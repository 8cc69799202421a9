// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A tape that counts who has it mapped: it keeps its VMA.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <sound/hwdep.h>

struct tape {
	atomic_t users;
};

static void tape_close(struct vm_area_struct *vma)
{
	struct tape *tape = vma->vm_private_data;

	atomic_dec(&tape->users);
}

static const struct vm_operations_struct tape_vm_ops = {
	.close = tape_close,
};

static int tape_mmap(struct snd_hwdep *hw, struct file *file,
		     struct vm_area_struct *vma)
{
	struct tape *tape = hw->private_data;

	atomic_inc(&tape->users);
	vma->vm_ops = &tape_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_private_data = tape;
	return 0;
}

void tape_attach(struct snd_hwdep *hw)
{
	hw->ops.mmap = tape_mmap;
}

MODULE_LICENSE("GPL");
