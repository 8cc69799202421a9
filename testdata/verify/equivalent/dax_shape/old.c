#include "kernel.h"

struct dev { unsigned long align; int alive; };
static const struct vm_operations_struct dev_vm_ops = { };

static int check_range(struct dev *dev, struct vm_area_struct *vma)
{
	unsigned long mask = dev->align - 1;

	if (!dev->alive)
		return -ENXIO;
	if ((vma->vm_flags & VM_MAYSHARE) != VM_MAYSHARE)
		return -EINVAL;
	if (vma->vm_start & mask || vma->vm_end & mask)
		return -EINVAL;
	return 0;
}

static int dev_mmap(struct file *file, struct vm_area_struct *vma)
{
	int rc = check_range(file->private_data, vma);

	if (rc)
		return rc;
	vma->vm_ops = &dev_vm_ops;
	vm_flags_set(vma, VM_DONTCOPY);
	return 0;
}

const struct file_operations dev_fops = { .mmap = dev_mmap };
