#include "kernel.h"

struct ctx { unsigned long first, second; };

static int ctx_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct ctx *ctx = file->private_data;
	unsigned long start = vma->vm_start, end = vma->vm_end;
	int rc;

	vma->vm_end = vma->vm_start + PAGE_SIZE;
	rc = remap_pfn_range(vma, vma->vm_start, ctx->first, PAGE_SIZE,
			     vma->vm_page_prot);
	if (rc)
		return rc;
	vma->vm_start += PAGE_SIZE;
	vma->vm_end += PAGE_SIZE;
	rc = remap_pfn_range(vma, vma->vm_start, ctx->second, PAGE_SIZE,
			     vma->vm_page_prot);
	vma->vm_start = start;
	vma->vm_end = end;
	return rc;
}

const struct file_operations ctx_fops = { .mmap = ctx_mmap };
