/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ends include/linux/fs.h: hooks that file systems share, and who calls them.
 * See mm_types.h for PREMAP_TARGET.
 */
#if PREMAP_TARGET >= 617
bool can_mmap_file(struct file *file);
static inline bool file_is_dax(const struct file *file)
{
	return file && IS_DAX(file->f_mapping->host);
}
int vfs_mmap(struct file *file, struct vm_area_struct *vma);
int vfs_mmap_prepare(struct file *file, struct vm_area_desc *desc);
int generic_file_mmap_prepare(struct vm_area_desc *desc);
int generic_file_readonly_mmap_prepare(struct vm_area_desc *desc);
#else
bool file_has_valid_mmap_hooks(struct file *file);
#endif

#if PREMAP_TARGET >= 701
void compat_set_desc_from_vma(struct vm_area_desc *desc,
			      const struct file *file,
			      const struct vm_area_struct *vma);
int __compat_vma_mmap(struct vm_area_desc *desc, struct vm_area_struct *vma);
int compat_vma_mmap(struct file *file, struct vm_area_struct *vma);
#elif PREMAP_TARGET >= 619
int __compat_vma_mmap(const struct file_operations *f_op, struct file *file,
		      struct vm_area_struct *vma);
int compat_vma_mmap(struct file *file, struct vm_area_struct *vma);
#elif PREMAP_TARGET >= 618
int __compat_vma_mmap_prepare(const struct file_operations *f_op,
			      struct file *file, struct vm_area_struct *vma);
int compat_vma_mmap_prepare(struct file *file, struct vm_area_struct *vma);
#else
int compat_vma_mmap_prepare(struct file *file, struct vm_area_struct *vma);
#endif
