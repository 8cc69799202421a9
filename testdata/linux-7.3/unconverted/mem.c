// verdict: equivalent|equivalent_with_differences
// because: error_override keeps -EAGAIN; what the kernel asks of the range before it calls anything is the same
// hook: drivers/char/mem.c:mmap_mem
// in: drivers/char/mem.c
// line: .mmap_prepare = mmap_mem_prepare, -> .mmap = mmap_mem,
// line: static inline int private_mapping_ok(struct vm_area_desc *desc) -> static inline int private_mapping_ok(struct vm_area_struct *vma)
// line: return is_nommu_shared_vma_flags(&desc->vma_flags); -> return is_nommu_shared_mapping(vma->vm_flags);
// replace: mmap_mem_prepare
static int mmap_mem(struct file *file, struct vm_area_struct *vma)
{
	size_t bytes = vma->vm_end - vma->vm_start;
	phys_addr_t start = (phys_addr_t)vma->vm_pgoff << PAGE_SHIFT;

	if (start >> PAGE_SHIFT != vma->vm_pgoff)
		return -EINVAL;
	if (start + (phys_addr_t)bytes - 1 < start)
		return -EINVAL;
	if (!valid_mmap_phys_addr_range(vma->vm_pgoff, bytes))
		return -EINVAL;
	if (!private_mapping_ok(vma))
		return -ENOSYS;
	if (!range_is_allowed(vma->vm_pgoff, bytes))
		return -EPERM;
	if (!phys_mem_access_prot_allowed(file, vma->vm_pgoff, bytes,
					  &vma->vm_page_prot))
		return -EINVAL;
	vma->vm_page_prot = phys_mem_access_prot(file, vma->vm_pgoff, bytes,
						 vma->vm_page_prot);
	vma->vm_ops = &mmap_mem_ops;
	if (remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff, bytes,
			    vma->vm_page_prot))
		return -EAGAIN;
	return 0;
}
