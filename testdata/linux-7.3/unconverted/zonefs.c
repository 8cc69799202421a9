// verdict: equivalent|equivalent_with_differences
// because: a check of two flags and vm_ops; the file is touched for a merge too
// hook: fs/zonefs/file.c:zonefs_file_mmap
// in: fs/zonefs/file.c
// line: .mmap_prepare = zonefs_file_mmap_prepare, -> .mmap = zonefs_file_mmap,
// replace: zonefs_file_mmap_prepare
static int zonefs_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	bool writes = (vma->vm_flags & VM_SHARED) && (vma->vm_flags & VM_MAYWRITE);

	if (zonefs_inode_is_seq(file_inode(file)) && writes)
		return -EINVAL;
	file_accessed(file);
	vma->vm_ops = &zonefs_file_vm_ops;
	return 0;
}
