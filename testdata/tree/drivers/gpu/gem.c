// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Maps graphics objects through the hook of their kind.
 */
#include <drm/drm_gem.h>
#include <linux/mm.h>
#include <linux/module.h>

int drm_gem_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct drm_gem_object *obj = file->private_data;

	if (vma->vm_end - vma->vm_start > obj->size)
		return -EINVAL;

	if (!obj->funcs->mmap)
		return -EINVAL;

	return obj->funcs->mmap(obj, vma);
}
EXPORT_SYMBOL(drm_gem_mmap);

MODULE_LICENSE("GPL");
