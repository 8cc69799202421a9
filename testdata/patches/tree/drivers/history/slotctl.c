// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Slots that can be taken away: looked up, mapped and counted under one lock.
 */
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>

struct slot {
	unsigned long pfn;
	struct kref kref;
};

struct slotctl {
	struct mutex lock;
};

struct slot *slotctl_find(struct slotctl *ctl, unsigned long offset);

static int slotctl_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct slotctl *ctl = file->private_data;
	struct slot *slot;
	int ret;

	mutex_lock(&ctl->lock);
	slot = slotctl_find(ctl, vma->vm_pgoff);
	if (!slot) {
		mutex_unlock(&ctl->lock);
		return -ENXIO;
	}
	ret = remap_pfn_range(vma, vma->vm_start, slot->pfn,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (!ret)
		kref_get(&slot->kref);
	mutex_unlock(&ctl->lock);
	return ret;
}

static const struct file_operations slotctl_fops = {
	.owner = THIS_MODULE,
	.mmap = slotctl_mmap,
};

static int __init slotctl_init(void)
{
	return register_chrdev(81, "slotctl", &slotctl_fops);
}
module_init(slotctl_init);

MODULE_LICENSE("GPL");
