// verdict: equivalent
// because: a helper that gets the descriptor in place of the VMA; DONTEXPAND keeps it from merging
// hook: kernel/relay.c:relay_file_mmap
// in: kernel/relay.c
// line: .mmap_prepare = relay_file_mmap_prepare, -> .mmap = relay_file_mmap,
// replace: relay_mmap_prepare_buf
static int relay_mmap_buf(struct rchan_buf *buf, struct vm_area_struct *vma)
{
	if (!buf)
		return -EBADF;
	if (vma->vm_end - vma->vm_start != (unsigned long)buf->chan->alloc_size)
		return -EINVAL;

	vm_flags_set(vma, VM_DONTEXPAND);
	vma->vm_ops = &relay_file_mmap_ops;
	vma->vm_private_data = buf;
	return 0;
}
// replace: relay_file_mmap_prepare
static int relay_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	return relay_mmap_buf(file->private_data, vma);
}
