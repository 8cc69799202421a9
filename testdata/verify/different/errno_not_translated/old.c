#include "kernel.h"

struct region { unsigned long pfn; };

static int lock_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct region *region = file->private_data;

	if (remap_pfn_range(vma, vma->vm_start, region->pfn,
			    vma->vm_end - vma->vm_start, vma->vm_page_prot))
		return -EAGAIN;
	return 0;
}

const struct file_operations lock_fops = { .mmap = lock_mmap };
