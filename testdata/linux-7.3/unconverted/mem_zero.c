// verdict: inconclusive
// named: callee_takes_mapping
// because: shmem_zero_setup() gets the VMA and its other form the descriptor; nobody can look into them from here
// hook: drivers/char/mem.c:mmap_zero
// in: drivers/char/mem.c
// line: .mmap_prepare = mmap_zero_prepare, -> .mmap = mmap_zero,
// replace: mmap_zero_prepare
static int mmap_zero(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_MAYSHARE)
		return shmem_zero_setup(vma);
	vma_set_anonymous(vma);
	return 0;
}
