// verdict: different
// named: close_without_mapped
// because: if the mapping fails, close() follows private_data, which only mapped() would have set
// hook: drivers/staging/vme_user/vme_user.c:vme_user_mmap
// in: drivers/staging/vme_user/vme_user.c
// remove: vme_user_vm_mapped
// line: .mapped = vme_user_vm_mapped, ->
// line: .mmap_prepare = vme_user_mmap_prepare, -> .mmap = vme_user_mmap,
// replace: vme_user_master_mmap_prepare
static int vme_user_master_mmap(unsigned int minor, struct vm_area_struct *vma)
{
	struct vme_user_vma_priv *priv;
	int err;

	mutex_lock(&image[minor].mutex);
	err = vme_master_mmap(image[minor].resource, vma);
	if (err)
		goto out;

	priv = kmalloc_obj(*priv);
	if (!priv) {
		err = -ENOMEM;
		goto out;
	}
	refcount_set(&priv->refcnt, 1);
	priv->minor = minor;
	vma->vm_private_data = priv;
	vma->vm_ops = &vme_user_vm_ops;
	image[minor].mmap_count++;
out:
	mutex_unlock(&image[minor].mutex);
	return err;
}
// replace: vme_user_mmap_prepare
static int vme_user_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned int minor = iminor(file_inode(file));

	if (type[minor] != MASTER_MINOR)
		return -ENODEV;
	return vme_user_master_mmap(minor, vma);
}
// in: drivers/staging/vme_user/vme.h
// line: int vme_master_mmap_prepare(struct vme_resource *resource, struct vm_area_desc *desc); -> int vme_master_mmap(struct vme_resource *resource, struct vm_area_struct *vma);
// in: drivers/staging/vme_user/vme.c
// line: EXPORT_SYMBOL(vme_master_mmap_prepare); -> EXPORT_SYMBOL(vme_master_mmap);
// replace: vme_master_mmap_prepare
int vme_master_mmap(struct vme_resource *resource, struct vm_area_struct *vma)
{
	struct vme_bridge *bridge = find_bridge(resource);
	unsigned long bytes = vma->vm_end - vma->vm_start;
	struct vme_master_resource *window;
	phys_addr_t phys;

	if (resource->type != VME_MASTER) {
		dev_err(bridge->parent, "Not a master resource\n");
		return -EINVAL;
	}

	window = list_entry(resource->entry, struct vme_master_resource, list);
	phys = window->bus_resource.start + (vma->vm_pgoff << PAGE_SHIFT);
	if (phys + bytes > window->bus_resource.end + 1) {
		dev_err(bridge->parent, "Map size cannot exceed the window size\n");
		return -EFAULT;
	}

	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return vm_iomap_memory(vma, phys, bytes);
}
