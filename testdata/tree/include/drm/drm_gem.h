/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _DRM_DRM_GEM_H
#define _DRM_DRM_GEM_H

#include <linux/fs.h>

struct drm_gem_object;

struct drm_gem_object_funcs {
	void (*free)(struct drm_gem_object *obj);
	int (*mmap)(struct drm_gem_object *obj, struct vm_area_struct *vma);
};

struct drm_gem_object {
	const struct drm_gem_object_funcs *funcs;
	size_t size;
	unsigned long start_pfn;
};

int drm_gem_mmap(struct file *file, struct vm_area_struct *vma);

#define DRM_GEM_FOPS \
	.mmap		= drm_gem_mmap

#define DEFINE_DRM_GEM_FOPS(name)					\
	static const struct file_operations name = {			\
		.owner = THIS_MODULE,					\
		DRM_GEM_FOPS,						\
	}

#endif
