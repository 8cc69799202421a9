// verdict: equivalent
// because: with an MMU nothing can be mapped
// hook: drivers/mtd/mtdchar.c:mtdchar_mmap
// in: drivers/mtd/mtdchar.c
// line: .mmap_prepare = mtdchar_mmap_prepare, -> .mmap = mtdchar_mmap,
// replace: mtdchar_mmap_prepare
static int mtdchar_mmap(struct file *file, struct vm_area_struct *vma)
{
#ifdef CONFIG_MMU
	return -ENODEV;
#else
	return (vma->vm_flags & VM_SHARED) ? 0 : -EACCES;
#endif
}
