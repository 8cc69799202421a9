#include "kernel.h"

static int ro_mmap_prepare(struct vm_area_desc *desc)
{
	if (vma_desc_test_any(desc, VMA_SHARED_BIT, VMA_MAYWRITE_BIT))
		return -EINVAL;
	desc->vm_ops = &generic_file_vm_ops;
	return 0;
}

const struct file_operations ro_fops = { .mmap_prepare = ro_mmap_prepare };
