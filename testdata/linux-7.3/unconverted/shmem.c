// verdict: equivalent_with_differences
// named: hook_runs_on_merge
// because: one of two vm_ops by the link count; the file is touched for a merge too
// hook: mm/shmem.c:shmem_mmap
// in: mm/shmem.c
// line: .mmap_prepare = shmem_mmap_prepare, -> .mmap = shmem_mmap,
// replace: shmem_mmap_prepare
static int shmem_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct inode *inode = file_inode(file);

	file_accessed(file);
	vma->vm_ops = inode->i_nlink ? &shmem_vm_ops : &shmem_anon_vm_ops;
	return 0;
}
