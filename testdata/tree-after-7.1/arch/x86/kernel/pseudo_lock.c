// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory that stays in the cache, shown to whom it was given.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/mutex.h>

struct locked_region {
	void *kmem;
	unsigned long size;
};

struct region_group {
	struct locked_region *plr;
	bool deleted;
};

static DEFINE_MUTEX(region_group_mutex);

static int locked_vm_mremap(struct vm_area_struct *area)
{
	/* the mapping stays as large as it was made */
	return -EINVAL;
}

static const struct vm_operations_struct locked_vm_ops = {
	.mremap = locked_vm_mremap,
};

static int locked_dev_mmap_error(int err)
{
	return -EAGAIN;
}

static int locked_dev_mmap_prepare(struct vm_area_desc *desc)
{
	unsigned long vsize = vma_desc_size(desc);
	unsigned long off = desc->pgoff << PAGE_SHIFT;
	struct locked_region *plr;
	struct region_group *group;
	unsigned long physical;

	mutex_lock(&region_group_mutex);

	group = desc->file->private_data;
	if (!group || group->deleted) {
		mutex_unlock(&region_group_mutex);
		return -ENODEV;
	}

	plr = group->plr;
	physical = __pa(plr->kmem) >> PAGE_SHIFT;
	if (off + vsize > plr->size) {
		mutex_unlock(&region_group_mutex);
		return -ENOSPC;
	}

	/* what is written has to arrive in the memory itself */
	if (!vma_desc_test(desc, VMA_SHARED_BIT)) {
		mutex_unlock(&region_group_mutex);
		return -EINVAL;
	}

	memset(plr->kmem + off, 0, vsize);

	mmap_action_remap_full(desc, physical + desc->pgoff);
	desc->action.error_hook = locked_dev_mmap_error;
	desc->vm_ops = &locked_vm_ops;
	mutex_unlock(&region_group_mutex);
	return 0;
}

static const struct file_operations locked_dev_fops = {
	.owner =	THIS_MODULE,
	.llseek =	no_llseek,
	.read =		NULL,
	.write =	NULL,
	.open =		simple_open,
	.mmap_prepare =	locked_dev_mmap_prepare,
};

static int __init locked_init(void)
{
	return register_chrdev(65, "pseudo_lock", &locked_dev_fops);
}
late_initcall(locked_init);
