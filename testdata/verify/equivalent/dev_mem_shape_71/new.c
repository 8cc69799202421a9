#include "kernel.h"

int range_allowed(unsigned long pfn, unsigned long size);
pgprot_t mem_prot(struct file *file, unsigned long pfn, unsigned long size,
		  pgprot_t prot);
static const struct vm_operations_struct mem_vm_ops = { };

static int mem_error(int err)
{
	return -EAGAIN;
}

static int mem_mmap_prepare(struct vm_area_desc *desc)
{
	size_t size = vma_desc_size(desc);
	phys_addr_t offset = (phys_addr_t)desc->pgoff << PAGE_SHIFT;

	if (offset >> PAGE_SHIFT != desc->pgoff)
		return -EINVAL;
	if (offset + (phys_addr_t)size - 1 < offset)
		return -EINVAL;
	if (!range_allowed(desc->pgoff, size))
		return -EPERM;
	desc->page_prot = mem_prot(desc->file, desc->pgoff, size, desc->page_prot);
	desc->vm_ops = &mem_vm_ops;
	mmap_action_remap_full(desc, desc->pgoff);
	desc->action.error_hook = mem_error;
	return 0;
}

const struct file_operations mem_fops = { .mmap_prepare = mem_mmap_prepare };
