// verdict: equivalent_with_differences
// named: hook_runs_on_merge call_before_mapping
// because: the inode is marked under its semaphore for a merge too, and before the VMA exists
// hook: fs/f2fs/file.c:f2fs_file_mmap
// in: fs/f2fs/file.c
// line: .mmap_prepare = f2fs_file_mmap_prepare, -> .mmap = f2fs_file_mmap,
// replace: f2fs_file_mmap_prepare
static int f2fs_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct inode *inode = file_inode(file);

	if (unlikely(f2fs_cp_error(F2FS_I_SB(inode))))
		return -EIO;
	if (!f2fs_is_compress_backend_ready(inode))
		return -EOPNOTSUPP;

	file_accessed(file);
	vma->vm_ops = &f2fs_file_vm_ops;

	f2fs_down_read(&F2FS_I(inode)->i_sem);
	set_inode_flag(inode, FI_MMAP_FILE);
	f2fs_up_read(&F2FS_I(inode)->i_sem);
	return 0;
}
