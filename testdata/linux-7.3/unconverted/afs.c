// verdict: equivalent_with_differences
// named: acquire_after_map not_taken_in_vain
// because: the vnode is counted in mapped() now, and no longer for a file that cannot be mapped
// hook: fs/afs/file.c:afs_file_mmap
// in: fs/afs/file.c
// line: static int afs_file_mmap_prepare(struct vm_area_desc *desc); -> static int afs_file_mmap(struct file *file, struct vm_area_struct *vma);
// line: .mmap_prepare = afs_file_mmap_prepare, -> .mmap = afs_file_mmap,
// remove: afs_mapped
// line: static int afs_mapped(unsigned long start, unsigned long end, pgoff_t pgoff, ->
// line: const struct file *file, void **vm_private_data); ->
// line: .mapped = afs_mapped, ->
// replace: afs_file_mmap_prepare
static int afs_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct afs_vnode *vnode = AFS_FS_I(file_inode(file));
	int err;

	afs_add_open_mmap(vnode);
	err = generic_file_mmap(file, vma);
	if (err)
		afs_drop_open_mmap(vnode);
	else
		vma->vm_ops = &afs_vm_ops;
	return err;
}
