// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Local store of the Cell's small cores, in pages of this architecture.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <asm/cell.h>

static vm_fault_t cell_ls_fault(struct vm_fault *vmf)
{
	if (vmf->pgoff >= CELL_LS_PAGES)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vmf->vma, vmf->address, CELL_LS_PFN + vmf->pgoff);
}

static const struct vm_operations_struct cell_ls_vm_ops = {
	.fault = cell_ls_fault,
};

static int cell_ls_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;

	vm_flags_set(vma, VM_IO | VM_PFNMAP);
	vma->vm_page_prot = pgprot_noncached_wc(vma->vm_page_prot);
	vma->vm_ops = &cell_ls_vm_ops;
	return 0;
}

static const struct file_operations cell_ls_fops = {
	.open		= simple_open,
	.mmap		= cell_ls_mmap,
};

static int __init cell_init(void)
{
	return register_chrdev(66, "cell", &cell_ls_fops);
}
device_initcall(cell_init);
