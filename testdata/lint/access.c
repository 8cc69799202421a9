// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct vault {
	unsigned long pfn;
	unsigned long out;
	pgprot_t prot;
};

/* A mapping without PROT_WRITE may get it later. */
static int forgetful_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;

	if (vma->vm_flags & VM_WRITE) /* lint: LM03 likely */
		return -EPERM;
	return remap_pfn_range(vma, vma->vm_start, vault->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations forgetful_fops = {
	.owner = THIS_MODULE,
	.mmap = forgetful_mmap,
};

static int careful_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;

	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	vm_flags_clear(vma, VM_MAYWRITE);
	return remap_pfn_range(vma, vma->vm_start, vault->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations careful_fops = {
	.owner = THIS_MODULE,
	.mmap = careful_mmap,
};

/* Only some of two accesses stays possible. */
static int half_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;

	if (vma->vm_flags & (VM_WRITE | VM_EXEC)) /* lint: LM03 likely */
		return -EPERM;
	vm_flags_clear(vma, VM_MAYWRITE);
	return remap_pfn_range(vma, vma->vm_start, vault->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations half_fops = {
	.owner = THIS_MODULE,
	.mmap = half_mmap,
};

/* Who maps it for reading first gets it for writing as well. */
static int partly_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;

	if ((vma->vm_flags & VM_WRITE) && !vault->pfn) /* lint: LM03 likely */
		return -EPERM;
	return remap_pfn_range(vma, vma->vm_start, vault->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations partly_fops = {
	.owner = THIS_MODULE,
	.mmap = partly_mmap,
};

/* mprotect() looks at how the file was opened itself. */
static int mode_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;

	if ((vma->vm_flags & VM_WRITE) && !(file->f_mode & FMODE_WRITE))
		return -EPERM;
	return remap_pfn_range(vma, vma->vm_start, vault->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations mode_fops = {
	.owner = THIS_MODULE,
	.mmap = mode_mmap,
};

static const pgprot_t everything = { 0x27 };

static int constant_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;

	return remap_pfn_range(vma, vma->vm_start, vault->pfn, /* lint: LM09 likely */
			       PAGE_SIZE, everything);
}

static const struct file_operations constant_fops = {
	.owner = THIS_MODULE,
	.mmap = constant_mmap,
};

static int derived_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;
	pgprot_t prot = pgprot_noncached(vma->vm_page_prot);

	return remap_pfn_range(vma, vma->vm_start, vault->pfn, PAGE_SIZE, prot);
}

static const struct file_operations derived_fops = {
	.owner = THIS_MODULE,
	.mmap = derived_mmap,
};

/* A doorbell that nobody is to read. */
static int write_only_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;

	if (vma->vm_flags & VM_READ) /* lint: LM03 likely */
		return -EPERM;
	return remap_pfn_range(vma, vma->vm_start, vault->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations write_only_fops = {
	.owner = THIS_MODULE,
	.mmap = write_only_mmap,
};

/* What was mapped to be read may be written later. */
static int either_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;
	unsigned long pfn;

	if (vma->vm_flags & VM_WRITE) /* lint: LM03 likely */
		pfn = vault->out;
	else
		pfn = vault->pfn;
	return remap_pfn_range(vma, vma->vm_start, pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations either_fops = {
	.owner = THIS_MODULE,
	.mmap = either_mmap,
};

static int settled_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;
	unsigned long pfn;

	if (vma->vm_flags & VM_WRITE) {
		pfn = vault->out;
	} else {
		pfn = vault->pfn;
		vm_flags_clear(vma, VM_MAYWRITE);
	}
	return remap_pfn_range(vma, vma->vm_start, pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations settled_fops = {
	.owner = THIS_MODULE,
	.mmap = settled_mmap,
};

/* Cleared for private mappings only. */
static int shared_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;

	if (!(vma->vm_flags & VM_SHARED))
		vm_flags_clear(vma, VM_MAYWRITE);
	if (vault->out && (vma->vm_flags & VM_WRITE)) /* lint: LM03 likely */
		return -EPERM;
	return remap_pfn_range(vma, vma->vm_start, vault->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations shared_fops = {
	.owner = THIS_MODULE,
	.mmap = shared_mmap,
};

static int cleared_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;

	if (vault->out) {
		if (vma->vm_flags & VM_WRITE)
			return -EPERM;
		vm_flags_clear(vma, VM_MAYWRITE);
	}
	return remap_pfn_range(vma, vma->vm_start, vault->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

/* What is taken out of a copy of the flags is gone in the end. */
static int masked_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;
	unsigned long flags = vma->vm_flags;

	if (vault->out) {
		if (vma->vm_flags & VM_WRITE)
			return -EPERM;
		flags &= ~VM_MAYWRITE;
	}
	vm_flags_reset(vma, flags);
	return remap_pfn_range(vma, vma->vm_start, vault->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations masked_fops = {
	.owner = THIS_MODULE,
	.mmap = masked_mmap,
};

static const struct file_operations cleared_fops = {
	.owner = THIS_MODULE,
	.mmap = cleared_mmap,
};

/* What is mapped for reading is not what may be written. */
static int sorted_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;
	unsigned long pfn;

	switch (vma->vm_flags & (VM_READ | VM_WRITE)) { /* lint: LM03 likely */
	case VM_READ:
		pfn = vault->pfn;
		break;
	case VM_WRITE:
		pfn = vault->out;
		break;
	default:
		return -EINVAL;
	}
	return remap_pfn_range(vma, vma->vm_start, pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations sorted_fops = {
	.owner = THIS_MODULE,
	.mmap = sorted_mmap,
};

static int fixed_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vault *vault = file->private_data;
	unsigned long pfn;

	switch (vma->vm_flags & (VM_READ | VM_WRITE)) {
	case VM_READ:
		pfn = vault->pfn;
		vm_flags_clear(vma, VM_MAYWRITE);
		break;
	case VM_WRITE:
		pfn = vault->out;
		vm_flags_clear(vma, VM_MAYREAD);
		break;
	default:
		return -EINVAL;
	}
	return remap_pfn_range(vma, vma->vm_start, pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations fixed_fops = {
	.owner = THIS_MODULE,
	.mmap = fixed_mmap,
};

static int __init vault_init(void)
{
	return register_chrdev(100, "forgetful", &forgetful_fops) +
	       register_chrdev(101, "careful", &careful_fops) +
	       register_chrdev(102, "half", &half_fops) +
	       register_chrdev(103, "mode", &mode_fops) +
	       register_chrdev(104, "constant", &constant_fops) +
	       register_chrdev(105, "derived", &derived_fops) +
	       register_chrdev(106, "partly", &partly_fops) +
	       register_chrdev(107, "either", &either_fops) +
	       register_chrdev(108, "settled", &settled_fops) +
	       register_chrdev(109, "write_only", &write_only_fops) +
	       register_chrdev(110, "shared", &shared_fops) +
	       register_chrdev(111, "cleared", &cleared_fops) +
	       register_chrdev(112, "sorted", &sorted_fops) +
	       register_chrdev(113, "fixed", &fixed_fops) +
	       register_chrdev(114, "masked", &masked_fops);
}
module_init(vault_init);

MODULE_LICENSE("GPL");
