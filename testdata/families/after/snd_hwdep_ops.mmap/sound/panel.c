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

static int panel_mmap_prepare(struct snd_hwdep *hw, struct vm_area_desc *desc)
{
	struct panel *panel = hw->private_data;

	if (vma_desc_pages(desc) > panel->pages)
		return -EINVAL;

	desc->vm_ops = &panel_vm_ops;
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT, VMA_DONTDUMP_BIT);
	desc->private_data = panel;
	return 0;
}

void panel_attach(struct snd_hwdep *hw)
{
	hw->ops.mmap_prepare = panel_mmap_prepare;
}

MODULE_LICENSE("GPL");
