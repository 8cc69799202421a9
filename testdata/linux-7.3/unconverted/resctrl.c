// verdict: different
// named: errno_not_translated
// because: the old hook returned -EAGAIN for every failure of the mapping; now the raw error is returned
// hook: fs/resctrl/pseudo_lock.c:pseudo_lock_dev_mmap
// in: fs/resctrl/pseudo_lock.c
// line: .mmap_prepare = pseudo_lock_dev_mmap_prepare, -> .mmap = pseudo_lock_dev_mmap,
// replace: pseudo_lock_dev_mmap_prepare
static int pseudo_lock_dev_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long bytes = vma->vm_end - vma->vm_start;
	unsigned long skip = vma->vm_pgoff << PAGE_SHIFT;
	struct pseudo_lock_region *region;
	struct rdtgroup *group;
	unsigned long pfn, left;
	int err = -ENODEV;

	mutex_lock(&rdtgroup_mutex);

	group = file->private_data;
	WARN_ON(!group);
	if (!group)
		goto out;
	region = group->plr;
	if (!region->d)
		goto out;

	err = -EINVAL;
	if (!cpumask_subset(current->cpus_ptr, &region->d->hdr.cpu_mask))
		goto out;

	pfn = __pa(region->kmem) >> PAGE_SHIFT;
	left = region->size - skip;
	err = -ENOSPC;
	if (skip > region->size)
		goto out;
	err = -EINVAL;
	if (!(vma->vm_flags & VM_SHARED))
		goto out;
	err = -ENOSPC;
	if (bytes > left)
		goto out;

	memset(region->kmem + skip, 0, bytes);

	err = 0;
	if (remap_pfn_range(vma, vma->vm_start, pfn + vma->vm_pgoff, bytes,
			    vma->vm_page_prot))
		err = -EAGAIN;
	else
		vma->vm_ops = &pseudo_mmap_ops;
out:
	mutex_unlock(&rdtgroup_mutex);
	return err;
}
