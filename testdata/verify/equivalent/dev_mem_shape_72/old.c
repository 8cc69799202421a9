#include "kernel.h"

int range_allowed(unsigned long pfn, unsigned long size);
pgprot_t mem_prot(struct file *file, unsigned long pfn, unsigned long size,
		  pgprot_t prot);
static const struct vm_operations_struct mem_vm_ops = { };

static int mem_mmap(struct file *file, struct vm_area_struct *vma)
{
	size_t size = vma->vm_end - vma->vm_start;
	phys_addr_t offset = (phys_addr_t)vma->vm_pgoff << PAGE_SHIFT;

	if (offset >> PAGE_SHIFT != vma->vm_pgoff)
		return -EINVAL;
	if (offset + (phys_addr_t)size - 1 < offset)
		return -EINVAL;
	if (!range_allowed(vma->vm_pgoff, size))
		return -EPERM;
	vma->vm_page_prot = mem_prot(file, vma->vm_pgoff, size, vma->vm_page_prot);
	vma->vm_ops = &mem_vm_ops;
	if (remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff, size,
			    vma->vm_page_prot))
		return -EAGAIN;
	return 0;
}

const struct file_operations mem_fops = { .mmap = mem_mmap };
