// verdict: equivalent_with_differences
// named: log_differs
// because: the reference moved to mapped(), which prints another message than the open() that took it
// hook: drivers/target/target_core_user.c:tcmu_mmap
// in: drivers/target/target_core_user.c
// line: info->mmap_prepare = tcmu_mmap_prepare; -> info->mmap = tcmu_mmap;
// line: .mapped = tcmu_vma_mapped, ->
// remove: tcmu_vma_mapped
// replace: tcmu_mmap_prepare
static int tcmu_mmap(struct uio_info *info, struct vm_area_struct *vma)
{
	struct tcmu_dev *udev = container_of(info, struct tcmu_dev, uio_info);

	if (vma_pages(vma) != udev->mmap_pages)
		return -EINVAL;

	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = udev;
	vma->vm_ops = &tcmu_vm_ops;
	tcmu_vma_open(vma);
	return 0;
}
// in: include/linux/uio_driver.h
// line: int (*mmap_prepare)(struct uio_info *info, struct vm_area_desc *desc); -> int (*mmap)(struct uio_info *info, struct vm_area_struct *vma);
