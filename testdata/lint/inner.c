// SPDX-License-Identifier: GPL-2.0-or-later
#include <drm/drm_gem.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

void drm_gem_vm_close(struct vm_area_struct *vma);
void drm_gem_object_get(struct drm_gem_object *obj);
void drm_gem_object_put(struct drm_gem_object *obj);

/* Who calls it puts the object as well. */
static int double_put_mmap(struct drm_gem_object *obj,
			   struct vm_area_struct *vma)
{
	int err;

	err = remap_pfn_range(vma, vma->vm_start, obj->start_pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	if (err)
		drm_gem_vm_close(vma); /* lint: LM07 likely */
	return err;
}

static const struct drm_gem_object_funcs double_put_funcs = {
	.mmap = double_put_mmap,
};

static int single_put_mmap(struct drm_gem_object *obj,
			   struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, obj->start_pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct drm_gem_object_funcs single_put_funcs = {
	.mmap = single_put_mmap,
};

/* It gives back what it took itself. */
static int own_put_mmap(struct drm_gem_object *obj, struct vm_area_struct *vma)
{
	int err;

	drm_gem_object_get(obj);
	err = remap_pfn_range(vma, vma->vm_start, obj->start_pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	if (err)
		drm_gem_object_put(obj);
	return err;
}

static const struct drm_gem_object_funcs own_put_funcs = {
	.mmap = own_put_mmap,
};

const struct drm_gem_object_funcs *all_funcs[] = {
	&double_put_funcs,
	&single_put_funcs,
	&own_put_funcs,
};

MODULE_LICENSE("GPL");
