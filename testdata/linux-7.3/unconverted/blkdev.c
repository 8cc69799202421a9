// verdict: equivalent|equivalent_with_differences
// because: the library's hooks, one of two
// hook: block/fops.c:blkdev_mmap
// in: block/fops.c
// line: .mmap_prepare = blkdev_mmap_prepare, -> .mmap = blkdev_mmap,
// replace: blkdev_mmap_prepare
static int blkdev_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (bdev_read_only(I_BDEV(bdev_file_inode(file))))
		return generic_file_readonly_mmap(file, vma);
	return generic_file_mmap(file, vma);
}
