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

static int locked_dev_mmap(struct file *filp, struct vm_area_struct *vma)
{
	unsigned long vsize = vma->vm_end - vma->vm_start;
	unsigned long off = vma->vm_pgoff << PAGE_SHIFT;
	struct locked_region *plr;
	struct region_group *group;
	unsigned long physical;

	mutex_lock(&region_group_mutex);

	group = filp->private_data;
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
	if (!(vma->vm_flags & VM_SHARED)) {
		mutex_unlock(&region_group_mutex);
		return -EINVAL;
	}

	memset(plr->kmem + off, 0, vsize);

	if (remap_pfn_range(vma, vma->vm_start, physical + vma->vm_pgoff,
			    vsize, vma->vm_page_prot)) {
		mutex_unlock(&region_group_mutex);
		return -EAGAIN;
	}
	vma->vm_ops = &locked_vm_ops;
	mutex_unlock(&region_group_mutex);
	return 0;
}

static const struct file_operations locked_dev_fops = {
	.owner =	THIS_MODULE,
	.llseek =	no_llseek,
	.read =		NULL,
	.write =	NULL,
	.open =		simple_open,
	.mmap =		locked_dev_mmap,
};

static int __init locked_init(void)
{
	return register_chrdev(65, "pseudo_lock", &locked_dev_fops);
}
late_initcall(locked_init);
