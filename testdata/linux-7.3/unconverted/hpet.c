// verdict: equivalent
// because: simple_ioremap asks what vm_iomap_memory() does; nothing else
// hook: drivers/char/hpet.c:hpet_mmap
// in: drivers/char/hpet.c
// line: .mmap_prepare = hpet_mmap_prepare, -> .mmap = hpet_mmap,
// replace first: hpet_mmap_prepare
static int hpet_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct hpet_dev *hpet;
	unsigned long phys;

	if (!hpet_mmap_enabled)
		return -EACCES;

	hpet = file->private_data;
	phys = hpet->hd_hpets->hp_hpet_phys;
	if (!IS_ALIGNED(phys, PAGE_SIZE))
		return -ENOSYS;

	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return vm_iomap_memory(vma, phys, PAGE_SIZE);
}
// replace: hpet_mmap_prepare
static int hpet_mmap(struct file *file, struct vm_area_struct *vma)
{
	return -ENOSYS;
}
