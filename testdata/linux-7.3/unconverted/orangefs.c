// verdict: equivalent_with_differences
// named: hook_runs_on_merge
// because: a flag set and one cleared; the server is asked for a merge too
// hook: fs/orangefs/file.c:orangefs_file_mmap
// in: fs/orangefs/file.c
// line: .mmap_prepare = orangefs_file_mmap_prepare, -> .mmap = orangefs_file_mmap,
// replace: orangefs_file_mmap_prepare
static int orangefs_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	int err = orangefs_revalidate_mapping(file_inode(file));

	if (err)
		return err;
	gossip_debug(GOSSIP_FILE_DEBUG,
		     "orangefs_file_mmap: called on %pD\n", file);
	vm_flags_mod(vma, VM_SEQ_READ, VM_RAND_READ);
	file_accessed(file);
	vma->vm_ops = &orangefs_file_vm_ops;
	return 0;
}
