// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct cache_region {
	void *kmem;
	unsigned long size;
};

struct cache_group {
	struct cache_region *region;
	bool gone;
};

static DEFINE_MUTEX(cache_group_mutex);

static int cache_vm_mremap(struct vm_area_struct *area)
{
	return -EINVAL;
}

static const struct vm_operations_struct cache_vm_ops = {
	.mremap = cache_vm_mremap,
};

static int cache_dev_mmap_prepare(struct vm_area_desc *desc)
{
	unsigned long vsize = vma_desc_size(desc);
	unsigned long off = desc->pgoff << PAGE_SHIFT;
	struct cache_region *region;
	struct cache_group *group;
	unsigned long physical;

	mutex_lock(&cache_group_mutex);

	group = desc->file->private_data;
	if (!group || group->gone) {
		mutex_unlock(&cache_group_mutex);
		return -ENODEV;
	}

	region = group->region;
	physical = __pa(region->kmem) >> PAGE_SHIFT;
	if (off + vsize > region->size) {
		mutex_unlock(&cache_group_mutex);
		return -ENOSPC;
	}

	/*
	 * Changes go straight to the memory, so no copy on write.
	 */
	if (!vma_desc_test(desc, VMA_SHARED_BIT)) {
		mutex_unlock(&cache_group_mutex);
		return -EINVAL;
	}

	memset(region->kmem + off, 0, vsize);

	mmap_action_remap_full(desc, physical + desc->pgoff);
	desc->action.error_override = -EAGAIN;
	desc->vm_ops = &cache_vm_ops;
	mutex_unlock(&cache_group_mutex);
	return 0;
}

static const struct file_operations cache_dev_fops = {
	.owner =	THIS_MODULE,
	.llseek =	no_llseek,
	.read =		NULL,
	.write =	NULL,
	.open =		simple_open,
	.mmap_prepare =	cache_dev_mmap_prepare,
};

static int __init cache_init(void)
{
	return register_chrdev(92, "cache", &cache_dev_fops);
}
module_init(cache_init);

MODULE_LICENSE("GPL");
