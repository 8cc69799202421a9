#include "kernel.h"

struct slot { unsigned long pfn; struct kref ref; };
struct ctl { struct mutex lock; };
struct slot *find_slot(struct ctl *ctl, unsigned long offset);

static int ctl_mmap_prepare(struct vm_area_desc *desc)
{
	struct ctl *ctl = desc->file->private_data;
	struct slot *slot;

	mutex_lock(&ctl->lock);
	slot = find_slot(ctl, desc->pgoff);
	if (!slot) {
		mutex_unlock(&ctl->lock);
		return -ENXIO;
	}
	mmap_action_remap_full(desc, slot->pfn);
	kref_get(&slot->ref);
	mutex_unlock(&ctl->lock);
	return 0;
}

const struct file_operations ctl_fops = { .mmap_prepare = ctl_mmap_prepare };
