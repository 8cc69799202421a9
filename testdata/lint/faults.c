// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

struct mill {
	struct page *pages[16];
	char *start;
	unsigned long size;
	unsigned long pfn;
};

/* Whatever was asked for is looked up. */
static vm_fault_t any_fault(struct vm_fault *vmf)
{
	struct mill *mill = vmf->vma->vm_private_data;

	vmf->page = mill->pages[vmf->pgoff]; /* lint: LM01 likely */
	return 0;
}

static const struct vm_operations_struct any_vm_ops = {
	.fault = any_fault,
};

static int any_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &any_vm_ops;
	return 0;
}

static const struct file_operations any_fops = {
	.owner = THIS_MODULE,
	.mmap = any_mmap,
};

/* The hook has compared both. */
static vm_fault_t fitting_fault(struct vm_fault *vmf)
{
	struct mill *mill = vmf->vma->vm_private_data;

	vmf->page = mill->pages[vmf->pgoff];
	return 0;
}

static const struct vm_operations_struct fitting_vm_ops = {
	.fault = fitting_fault,
};

static int fitting_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff >= 16 || vma_pages(vma) > 16 - vma->vm_pgoff)
		return -EINVAL;
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &fitting_vm_ops;
	return 0;
}

static const struct file_operations fitting_fops = {
	.owner = THIS_MODULE,
	.mmap = fitting_mmap,
};

/* The size fits, and then it begins far behind the end. */
static vm_fault_t shifted_fault(struct vm_fault *vmf)
{
	struct mill *mill = vmf->vma->vm_private_data;
	struct page *page;

	page = vmalloc_to_page(mill->start + (vmf->pgoff << PAGE_SHIFT)); /* lint: LM01 likely */
	if (!page)
		return VM_FAULT_SIGBUS;
	get_page(page);
	vmf->page = page;
	return 0;
}

static const struct vm_operations_struct shifted_vm_ops = {
	.fault = shifted_fault,
};

static int shifted_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct mill *mill = file->private_data;

	if (vma->vm_end - vma->vm_start != mill->size)
		return -EINVAL;
	vma->vm_private_data = mill;
	vma->vm_ops = &shifted_vm_ops;
	return 0;
}

static const struct file_operations shifted_fops = {
	.owner = THIS_MODULE,
	.mmap = shifted_mmap,
};

/* It begins at the start, and goes on behind the end. */
static vm_fault_t endless_fault(struct vm_fault *vmf)
{
	struct mill *mill = vmf->vma->vm_private_data;
	unsigned long pfn = mill->pfn + vmf->pgoff; /* lint: LM01 likely */

	return vmf_insert_pfn(vmf->vma, vmf->address, pfn);
}

static const struct vm_operations_struct endless_vm_ops = {
	.fault = endless_fault,
};

static int endless_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff)
		return -EINVAL;
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &endless_vm_ops;
	return 0;
}

static const struct file_operations endless_fops = {
	.owner = THIS_MODULE,
	.mmap = endless_mmap,
};

/* One fault fills it all, however large it is. */
static vm_fault_t filling_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct mill *mill = vma->vm_private_data;
	unsigned long pfn = mill->pfn, addr = vma->vm_start, i;
	vm_fault_t ret = VM_FAULT_SIGBUS;

	for (i = 0; i < vma_pages(vma); i++) {
		ret = vmf_insert_pfn(vma, addr, pfn); /* lint: LM01 likely */
		if (ret == VM_FAULT_SIGBUS)
			break;
		addr += PAGE_SIZE;
		pfn++;
	}
	return ret;
}

static const struct vm_operations_struct filling_vm_ops = {
	.fault = filling_fault,
};

static int filling_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff)
		return -EINVAL;
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &filling_vm_ops;
	return 0;
}

static const struct file_operations filling_fops = {
	.owner = THIS_MODULE,
	.mmap = filling_mmap,
};

/* The same page everywhere ends nowhere else. */
static vm_fault_t dummy_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct mill *mill = vma->vm_private_data;
	unsigned long addr;
	vm_fault_t ret = VM_FAULT_SIGBUS;

	for (addr = vma->vm_start; addr < vma->vm_end; addr += PAGE_SIZE)
		ret = vmf_insert_pfn(vma, addr, mill->pfn);
	return ret;
}

static const struct vm_operations_struct dummy_vm_ops = {
	.fault = dummy_fault,
};

static int dummy_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &dummy_vm_ops;
	return 0;
}

static const struct file_operations dummy_fops = {
	.owner = THIS_MODULE,
	.mmap = dummy_mmap,
};

static bool mill_fits(struct vm_fault *vmf, unsigned long *pfn)
{
	struct mill *mill = vmf->vma->vm_private_data;

	if (vmf->pgoff >= mill->size)
		return false;
	*pfn = mill->pfn + vmf->pgoff;
	return true;
}

/* One way asks, the other does not. */
static vm_fault_t lax_huge_fault(struct vm_fault *vmf, unsigned int order)
{
	unsigned long pfn = vmf->pgoff;

	switch (order) {
	case 0:
		return vmf_insert_pfn(vmf->vma, vmf->address, pfn); /* lint: LM01 likely */
	case 9:
		if (mill_fits(vmf, &pfn))
			return vmf_insert_pfn(vmf->vma, vmf->address, pfn);
		return VM_FAULT_SIGBUS;
	default:
		return VM_FAULT_SIGBUS;
	}
}

static const struct vm_operations_struct lax_vm_ops = {
	.huge_fault = lax_huge_fault,
};

static int lax_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &lax_vm_ops;
	return 0;
}

static const struct file_operations lax_fops = {
	.owner = THIS_MODULE,
	.mmap = lax_mmap,
};

static vm_fault_t strict_huge_fault(struct vm_fault *vmf, unsigned int order)
{
	struct mill *mill = vmf->vma->vm_private_data;
	unsigned long pfn = vmf->pgoff;

	switch (order) {
	case 0:
		if (pfn >= mill->size)
			return VM_FAULT_SIGBUS;
		return vmf_insert_pfn(vmf->vma, vmf->address, pfn);
	case 9:
		if (mill_fits(vmf, &pfn))
			return vmf_insert_pfn(vmf->vma, vmf->address, pfn);
		return VM_FAULT_SIGBUS;
	default:
		return VM_FAULT_SIGBUS;
	}
}

static const struct vm_operations_struct strict_vm_ops = {
	.huge_fault = strict_huge_fault,
};

static int strict_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &strict_vm_ops;
	return 0;
}

static const struct file_operations strict_fops = {
	.owner = THIS_MODULE,
	.mmap = strict_mmap,
};

static int __init mill_init(void)
{
	return register_chrdev(100, "any", &any_fops) +
	       register_chrdev(101, "fitting", &fitting_fops) +
	       register_chrdev(102, "shifted", &shifted_fops) +
	       register_chrdev(103, "endless", &endless_fops) +
	       register_chrdev(104, "filling", &filling_fops) +
	       register_chrdev(105, "dummy", &dummy_fops) +
	       register_chrdev(106, "lax", &lax_fops) +
	       register_chrdev(107, "strict", &strict_fops);
}
module_init(mill_init);

MODULE_LICENSE("GPL");
