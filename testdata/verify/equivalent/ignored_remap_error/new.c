#include "kernel.h"

struct trace { phys_addr_t phys; };
static const struct vm_operations_struct trace_vm_ops = { };

static int trace_mmap_prepare(struct vm_area_desc *desc)
{
	struct trace *trace = desc->file->private_data;

	if (desc->pgoff)
		return -EINVAL;
	desc->vm_ops = &trace_vm_ops;
	mmap_action_simple_ioremap(desc, trace->phys, vma_desc_size(desc));
	return 0;
}

const struct file_operations trace_fops = { .mmap_prepare = trace_mmap_prepare };
