#include "kernel.h"

struct region { unsigned long pfn; };

static int lock_mmap_prepare(struct vm_area_desc *desc)
{
	struct region *region = desc->file->private_data;

	mmap_action_remap_full(desc, region->pfn);
	return 0;
}

const struct file_operations lock_fops = { .mmap_prepare = lock_mmap_prepare };
