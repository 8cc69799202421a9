// verdict: equivalent|equivalent_with_differences
// because: flags, protection and resource are the same; the kernel's own compatibility path may name a difference
// hook: drivers/misc/open-dice.c:open_dice_mmap
// in: drivers/misc/open-dice.c
// line: .mmap_prepare = open_dice_mmap_prepare, -> .mmap = open_dice_mmap,
// replace: open_dice_mmap_prepare
static int open_dice_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct open_dice_drvdata *dice = to_open_dice_drvdata(file);

	if (vma->vm_flags & VM_MAYSHARE) {
		if (vma->vm_flags & VM_WRITE)
			return -EPERM;
		vm_flags_clear(vma, VM_MAYWRITE);
	}
	vm_flags_set(vma, VM_DONTCOPY | VM_DONTDUMP);
	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	return vm_iomap_memory(vma, dice->mem_base, dice->mem_size);
}
