// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A small graphics driver whose table comes out of a header's macro.
 */
#include <drm/drm_gem.h>
#include <linux/mm.h>
#include <linux/module.h>

static int tiny_obj_mmap(struct drm_gem_object *obj, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_IO | VM_PFNMAP);
	return remap_pfn_range(vma, vma->vm_start, obj->start_pfn,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct drm_gem_object_funcs tiny_funcs = {
	.mmap = tiny_obj_mmap,
};

static struct drm_gem_object tiny_object = {
	.funcs = &tiny_funcs,
};

static int tiny_open(struct inode *inode, struct file *file)
{
	file->private_data = &tiny_object;
	return 0;
}

DEFINE_DRM_GEM_FOPS(tiny_fops);

static const struct file_operations tiny_own_fops = {
	.owner = THIS_MODULE,
	.open = tiny_open,
	DRM_GEM_FOPS,
};

static int __init tiny_init(void)
{
	int ret = register_chrdev(60, "tiny", &tiny_fops);

	return ret ? ret : register_chrdev(61, "tinyown", &tiny_own_fops);
}
module_init(tiny_init);

MODULE_LICENSE("GPL");
