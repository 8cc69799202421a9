#include "kernel.h"

struct slot { unsigned long pfn; struct kref ref; };
struct ctl { struct mutex lock; };
struct slot *find_slot(struct ctl *ctl, unsigned long offset);

static int ctl_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct ctl *ctl = file->private_data;
	struct slot *slot;
	int rc;

	mutex_lock(&ctl->lock);
	slot = find_slot(ctl, vma->vm_pgoff);
	if (!slot) {
		mutex_unlock(&ctl->lock);
		return -ENXIO;
	}
	rc = remap_pfn_range(vma, vma->vm_start, slot->pfn,
			     vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (!rc)
		kref_get(&slot->ref);
	mutex_unlock(&ctl->lock);
	return rc;
}

const struct file_operations ctl_fops = { .mmap = ctl_mmap };
