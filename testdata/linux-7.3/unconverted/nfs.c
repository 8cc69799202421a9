// verdict: equivalent_with_differences
// named: hook_runs_on_merge
// because: what is asked of the server is asked for a merge too
// hook: fs/nfs/file.c:nfs_file_mmap
// in: fs/nfs/file.c
// line: .mmap_prepare = nfs_file_mmap_prepare, -> .mmap = nfs_file_mmap,
// line: EXPORT_SYMBOL_GPL(nfs_file_mmap_prepare); -> EXPORT_SYMBOL_GPL(nfs_file_mmap);
// replace: nfs_file_mmap_prepare
int nfs_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err;

	dprintk("NFS: mmap(%pD2)\n", file);

	err = generic_file_mmap(file, vma);
	if (err)
		return err;
	vma->vm_ops = &nfs_file_vm_ops;
	return nfs_revalidate_mapping(file_inode(file), file->f_mapping);
}
// in: fs/nfs/internal.h
// line: int nfs_file_mmap_prepare(struct vm_area_desc *); -> int nfs_file_mmap(struct file *, struct vm_area_struct *);
