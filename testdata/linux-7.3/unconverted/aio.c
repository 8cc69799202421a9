// verdict: equivalent
// because: two flags and vm_ops
// hook: fs/aio.c:aio_ring_mmap
// in: fs/aio.c
// line: .mmap_prepare = aio_ring_mmap_prepare, -> .mmap = aio_ring_mmap,
// replace: aio_ring_mmap_prepare
static int aio_ring_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &aio_ring_vm_ops;
	vm_flags_set(vma, VM_DONTCOPY | VM_DONTEXPAND);
	return 0;
}
