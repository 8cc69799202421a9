// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The page cache's own mapping hooks.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/pagemap.h>

const struct vm_operations_struct generic_file_vm_ops = {
	.fault		= filemap_fault,
	.map_pages	= filemap_map_pages,
	.page_mkwrite	= filemap_page_mkwrite,
};

int generic_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct address_space *mapping = file->f_mapping;

	if (!mapping->a_ops->read_folio)
		return -ENODEV;
	file_accessed(file);
	vma->vm_ops = &generic_file_vm_ops;
	return 0;
}
EXPORT_SYMBOL(generic_file_mmap);

int generic_file_readonly_mmap(struct file *file, struct vm_area_struct *vma)
{
	if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) ==
	    (VM_SHARED | VM_MAYWRITE))
		return -EINVAL;
	return generic_file_mmap(file, vma);
}
EXPORT_SYMBOL(generic_file_readonly_mmap);

#if PREMAP_API >= 617
int generic_file_mmap_prepare(struct vm_area_desc *desc)
{
	struct file *file = desc->file;
	struct address_space *mapping = file->f_mapping;

	if (!mapping->a_ops->read_folio)
		return -ENODEV;
	file_accessed(file);
	desc->vm_ops = &generic_file_vm_ops;
	return 0;
}
EXPORT_SYMBOL(generic_file_mmap_prepare);
#endif
