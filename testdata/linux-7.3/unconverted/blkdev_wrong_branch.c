// verdict: different
// because: not upstream's history: an old hook that let everybody write
// hook: block/fops.c:blkdev_mmap
// in: block/fops.c
// line: .mmap_prepare = blkdev_mmap_prepare, -> .mmap = blkdev_mmap,
// replace: blkdev_mmap_prepare
static int blkdev_mmap(struct file *file, struct vm_area_struct *vma)
{
	return generic_file_mmap(file, vma);
}
