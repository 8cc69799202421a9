#include "kernel.h"

struct trace { phys_addr_t phys; };
static const struct vm_operations_struct trace_vm_ops = { };

static int trace_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct trace *trace = file->private_data;

	if (vma->vm_pgoff)
		return -EINVAL;
	vma->vm_ops = &trace_vm_ops;
	vm_iomap_memory(vma, trace->phys, vma->vm_end - vma->vm_start);
	return 0;
}

const struct file_operations trace_fops = { .mmap = trace_mmap };
