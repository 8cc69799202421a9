// verdict: different
// named: close_without_mapped
// because: if the mapping fails, close() runs and drops the runtime PM reference that only mapped() would have taken
// hook: drivers/hwtracing/stm/core.c:stm_char_mmap
// in: drivers/hwtracing/stm/core.c
// remove: stm_mmap_mapped
// line: .mapped = stm_mmap_mapped, ->
// line: .mmap_prepare = stm_char_mmap_prepare, -> .mmap = stm_char_mmap,
// replace: stm_char_mmap_prepare
static int stm_char_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct stm_file *writer = file->private_data;
	struct stm_device *stm = writer->stm;
	unsigned long bytes = vma->vm_end - vma->vm_start;
	unsigned long phys;

	if (!stm->data->mmio_addr)
		return -EOPNOTSUPP;
	if (vma->vm_pgoff)
		return -EINVAL;
	if (bytes != writer->output.nr_chans * stm->data->sw_mmiosz)
		return -EINVAL;

	phys = stm->data->mmio_addr(stm->data, writer->output.master,
				    writer->output.channel,
				    writer->output.nr_chans);
	if (!phys)
		return -EINVAL;

	pm_runtime_get_sync(&stm->dev);

	vm_flags_set(vma, VM_IO | VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	vma->vm_ops = &stm_mmap_vmops;
	vm_iomap_memory(vma, phys, bytes);
	return 0;
}
