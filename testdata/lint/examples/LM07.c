// SPDX-License-Identifier: GPL-2.0-or-later
#include <drm/drm_gem.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

void drm_gem_vm_close(struct vm_area_struct *vma);

static int st_mmap(struct drm_gem_object *obj, struct vm_area_struct *vma)
{
	int err;

	err = remap_pfn_range(vma, vma->vm_start, obj->start_pfn, PAGE_SIZE,
			      vma->vm_page_prot);
@example@
	return err;
}

const struct drm_gem_object_funcs st_funcs = {
	.mmap = st_mmap,
};

MODULE_LICENSE("GPL");
