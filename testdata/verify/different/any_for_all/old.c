#include "kernel.h"

static int ro_mmap(struct file *file, struct vm_area_struct *vma)
{
	if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == (VM_SHARED | VM_MAYWRITE))
		return -EINVAL;
	vma->vm_ops = &generic_file_vm_ops;
	return 0;
}

const struct file_operations ro_fops = { .mmap = ro_mmap };
