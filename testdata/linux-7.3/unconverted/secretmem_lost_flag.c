// verdict: different
// named: flags_differ
// because: not upstream's history: an old hook that also kept the mapping out of fork(), which the new one forgets
// hook: mm/secretmem.c:secretmem_mmap
// in: mm/secretmem.c
// line: .mmap_prepare = secretmem_mmap_prepare, -> .mmap = secretmem_mmap,
// replace: secretmem_mmap_prepare
static int secretmem_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & (VM_SHARED | VM_MAYSHARE)))
		return -EINVAL;
	vm_flags_set(vma, VM_DONTDUMP | VM_DONTCOPY);
	vma->vm_ops = &secretmem_vm_ops;
	return 0;
}
