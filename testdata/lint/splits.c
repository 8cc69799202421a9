// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define LOCK_GATES 4

struct lock_gate {
	struct page *pages[16];
	struct page *gates[LOCK_GATES];
};

/* The second half of a split mapping shows the pages of the first. */
static vm_fault_t distance_fault(struct vm_fault *vmf)
{
	struct lock_gate *gate = vmf->vma->vm_private_data;
	unsigned long n = (vmf->address - vmf->vma->vm_start) >> PAGE_SHIFT; /* lint: LM02 likely */

	if (n >= 16)
		return VM_FAULT_SIGBUS;
	vmf->page = gate->pages[n];
	return 0;
}

static const struct vm_operations_struct distance_vm_ops = {
	.fault = distance_fault,
};

static int distance_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &distance_vm_ops;
	return 0;
}

static const struct file_operations distance_fops = {
	.owner = THIS_MODULE,
	.mmap = distance_mmap,
};

/* The offset moves along with the start. */
static vm_fault_t sum_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct lock_gate *gate = vma->vm_private_data;
	unsigned long n = ((vmf->address - vma->vm_start) >> PAGE_SHIFT) +
			  vma->vm_pgoff;

	if (n >= 16)
		return VM_FAULT_SIGBUS;
	vmf->page = gate->pages[n];
	return 0;
}

static const struct vm_operations_struct sum_vm_ops = {
	.fault = sum_fault,
};

static int sum_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &sum_vm_ops;
	return 0;
}

static const struct file_operations sum_fops = {
	.owner = THIS_MODULE,
	.mmap = sum_mmap,
};

/* What is asked for is known by itself. */
static vm_fault_t access_fault(struct vm_fault *vmf)
{
	struct lock_gate *gate = vmf->vma->vm_private_data;

	if (vmf->pgoff >= 16)
		return VM_FAULT_SIGBUS;
	vmf->page = gate->pages[vmf->pgoff];
	return 0;
}

static const struct vm_operations_struct access_vm_ops = {
	.fault = access_fault,
};

static int access_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &access_vm_ops;
	return 0;
}

static const struct file_operations access_fops = {
	.owner = THIS_MODULE,
	.mmap = access_mmap,
};

/* The offset says which gate it is, until the mapping is split. */
static vm_fault_t selector_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct lock_gate *gate = vma->vm_private_data;

	if (vma->vm_pgoff >= LOCK_GATES)
		return VM_FAULT_SIGBUS;
	vmf->page = gate->gates[vma->vm_pgoff]; /* lint: LM02 likely */
	return 0;
}

static const struct vm_operations_struct selector_vm_ops = {
	.fault = selector_fault,
};

static int selector_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &selector_vm_ops;
	return 0;
}

static const struct file_operations selector_fops = {
	.owner = THIS_MODULE,
	.mmap = selector_mmap,
};

/* The same distance, by the core's name for it. */
static vm_fault_t delta_fault(struct vm_fault *vmf)
{
	struct lock_gate *gate = vmf->vma->vm_private_data;
	pgoff_t n = linear_page_delta(vmf->vma, vmf->address); /* lint: LM02 likely */

	if (n >= 16)
		return VM_FAULT_SIGBUS;
	vmf->page = gate->pages[n];
	return 0;
}

static const struct vm_operations_struct delta_vm_ops = {
	.fault = delta_fault,
};

static int delta_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &delta_vm_ops;
	return 0;
}

static const struct file_operations delta_fops = {
	.owner = THIS_MODULE,
	.mmap = delta_mmap,
};

static vm_fault_t index_fault(struct vm_fault *vmf)
{
	struct lock_gate *gate = vmf->vma->vm_private_data;
	pgoff_t n = linear_page_index(vmf->vma, vmf->address);

	if (n >= 16)
		return VM_FAULT_SIGBUS;
	vmf->page = gate->pages[n];
	return 0;
}

static const struct vm_operations_struct index_vm_ops = {
	.fault = index_fault,
};

static int index_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &index_vm_ops;
	return 0;
}

static const struct file_operations index_fops = {
	.owner = THIS_MODULE,
	.mmap = index_mmap,
};

static int whole_may_split(struct vm_area_struct *vma, unsigned long addr)
{
	return -EINVAL;
}

/* Nobody splits it. */
static const struct vm_operations_struct whole_vm_ops = {
	.fault = selector_fault,
	.may_split = whole_may_split,
};

static int whole_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &whole_vm_ops;
	return 0;
}

static const struct file_operations whole_fops = {
	.owner = THIS_MODULE,
	.mmap = whole_mmap,
};

static vm_fault_t single_fault(struct vm_fault *vmf)
{
	struct lock_gate *gate = vmf->vma->vm_private_data;

	vmf->page = gate->gates[vmf->vma->vm_pgoff];
	return 0;
}

static const struct vm_operations_struct single_vm_ops = {
	.fault = single_fault,
};

/* One page has no half. */
static int single_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_end - vma->vm_start != PAGE_SIZE ||
	    vma->vm_pgoff >= LOCK_GATES)
		return -EINVAL;
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &single_vm_ops;
	return 0;
}

static const struct file_operations single_fops = {
	.owner = THIS_MODULE,
	.mmap = single_mmap,
};

static int __init gate_init(void)
{
	return register_chrdev(100, "distance", &distance_fops) +
	       register_chrdev(101, "sum", &sum_fops) +
	       register_chrdev(102, "access", &access_fops) +
	       register_chrdev(103, "selector", &selector_fops) +
	       register_chrdev(104, "whole", &whole_fops) +
	       register_chrdev(105, "single", &single_fops) +
	       register_chrdev(106, "delta", &delta_fops) +
	       register_chrdev(107, "index", &index_fops);
}
module_init(gate_init);

MODULE_LICENSE("GPL");
