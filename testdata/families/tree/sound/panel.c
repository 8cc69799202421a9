// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The lights of a mixing desk, in memory that is shared with the device.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <sound/hwdep.h>

struct panel {
	unsigned long pages;
	struct page *lights;
};

static vm_fault_t panel_fault(struct vm_fault *vmf)
{
	struct panel *panel = vmf->vma->vm_private_data;

	vmf->page = panel->lights;
	return 0;
}

static const struct vm_operations_struct panel_vm_ops = {
	.fault = panel_fault,
};

static int panel_mmap(struct snd_hwdep *hw, struct file *file,
		      struct vm_area_struct *vma)
{
	struct panel *panel = hw->private_data;

	if (vma_pages(vma) > panel->pages)
		return -EINVAL;

	vma->vm_ops = &panel_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = panel;
	return 0;
}

void panel_attach(struct snd_hwdep *hw)
{
	hw->ops.mmap = panel_mmap;
}

MODULE_LICENSE("GPL");
