#include "kernel.h"

struct dev { unsigned long align; int alive; };
static const struct vm_operations_struct dev_vm_ops = { };

static int check_range(struct dev *dev, const struct vm_area_desc *desc)
{
	unsigned long mask = dev->align - 1;

	if (!dev->alive)
		return -ENXIO;
	if (!vma_desc_test(desc, VMA_MAYSHARE_BIT))
		return -EINVAL;
	if (desc->start & mask || desc->end & mask)
		return -EINVAL;
	return 0;
}

static int dev_mmap_prepare(struct vm_area_desc *desc)
{
	int rc = check_range(desc->file->private_data, desc);

	if (rc)
		return rc;
	desc->vm_ops = &dev_vm_ops;
	vma_desc_set_flags(desc, VMA_DONTCOPY_BIT);
	return 0;
}

const struct file_operations dev_fops = { .mmap_prepare = dev_mmap_prepare };
