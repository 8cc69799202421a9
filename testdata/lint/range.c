// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct sluice {
	unsigned long pfn;
	unsigned long base;
	unsigned long size;
	struct device *dev;
	void *cpu;
};

/* Nothing bounds what is mapped. */
static int open_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;

	return remap_pfn_range(vma, vma->vm_start, sluice->pfn, /* lint: LM01 likely */
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations open_fops = {
	.owner = THIS_MODULE,
	.mmap = open_mmap,
};

static int bounded_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;

	if (size > sluice->size)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, sluice->pfn, size,
			       vma->vm_page_prot);
}

static const struct file_operations bounded_fops = {
	.owner = THIS_MODULE,
	.mmap = bounded_mmap,
};

/* The size is bounded, where it begins is not. */
static int offset_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;

	if (size > sluice->size)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, /* lint: LM01 likely */
			       sluice->pfn + vma->vm_pgoff, size,
			       vma->vm_page_prot);
}

static const struct file_operations offset_fops = {
	.owner = THIS_MODULE,
	.mmap = offset_mmap,
};

/* No offset at all is let through. */
static int start_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;

	if (size > sluice->size)
		return -EINVAL;
	if (vma->vm_pgoff)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start,
			       sluice->pfn + vma->vm_pgoff, size,
			       vma->vm_page_prot);
}

static const struct file_operations start_fops = {
	.owner = THIS_MODULE,
	.mmap = start_mmap,
};

static int sluice_fits(struct sluice *sluice, unsigned long from,
		       unsigned long size)
{
	return from <= sluice->size && size <= sluice->size - from;
}

/* Somebody else compares. */
static int asked_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;

	if (!sluice_fits(sluice, vma->vm_pgoff << PAGE_SHIFT, size))
		return -ENXIO;
	return remap_pfn_range(vma, vma->vm_start,
			       sluice->pfn + vma->vm_pgoff, size,
			       vma->vm_page_prot);
}

static const struct file_operations asked_fops = {
	.owner = THIS_MODULE,
	.mmap = asked_mmap,
};

/* One page, whatever was asked for. */
static int page_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;

	return remap_pfn_range(vma, vma->vm_start, sluice->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations page_fops = {
	.owner = THIS_MODULE,
	.mmap = page_mmap,
};

/* The helper knows the size of what is there, and compares. */
static int known_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;

	return vm_iomap_memory(vma, sluice->base, sluice->size);
}

static const struct file_operations known_fops = {
	.owner = THIS_MODULE,
	.mmap = known_mmap,
};

static int itself_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;

	return vm_iomap_memory(vma, sluice->base, /* lint: LM14 likely */
			       vma->vm_end - vma->vm_start);
}

static const struct file_operations itself_fops = {
	.owner = THIS_MODULE,
	.mmap = itself_mmap,
};

/* What is compared cannot be. */
static int dead_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;
	unsigned long offset = vma->vm_pgoff << PAGE_SHIFT;

	if (vma->vm_end < vma->vm_start) /* lint: LM15 certain */
		return -EINVAL;
	if (vma->vm_start & ~PAGE_MASK) /* lint: LM15 certain */
		return -EINVAL;
	if (size & ~PAGE_MASK) /* lint: LM15 certain */
		return -EINVAL;
	if (offset & ~PAGE_MASK) /* lint: LM15 certain */
		return -EINVAL;
	if (!size) /* lint: LM15 certain */
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, sluice->pfn, /* lint: LM01 likely */
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static const struct file_operations dead_fops = {
	.owner = THIS_MODULE,
	.mmap = dead_mmap,
};

/* What is a part of a page of the device is no mistake. */
static int aligned_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;

	if ((sluice->base & ~PAGE_MASK) || !sluice->size)
		return -ENODEV;
	if (size > sluice->size)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, sluice->base >> PAGE_SHIFT,
			       size, vma->vm_page_prot);
}

static const struct file_operations aligned_fops = {
	.owner = THIS_MODULE,
	.mmap = aligned_mmap,
};

/* A small mapping does not end where the device does. */
static int beyond_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;

	return remap_pfn_range(vma, vma->vm_start, sluice->pfn, /* lint: LM01 likely */
			       sluice->size, vma->vm_page_prot);
}

static const struct file_operations beyond_fops = {
	.owner = THIS_MODULE,
	.mmap = beyond_mmap,
};

static int exact_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;

	if (vma->vm_end - vma->vm_start != sluice->size)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, sluice->pfn, sluice->size,
			       vma->vm_page_prot);
}

static const struct file_operations exact_fops = {
	.owner = THIS_MODULE,
	.mmap = exact_mmap,
};

/* A macro around the function that takes one argument more. */
static int coherent_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;

	return dma_mmap_coherent(sluice->dev, vma, sluice->cpu, /* lint: LM14 likely */
				 sluice->base, vma->vm_end - vma->vm_start);
}

static const struct file_operations coherent_fops = {
	.owner = THIS_MODULE,
	.mmap = coherent_mmap,
};

static int whole_coherent_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;

	return dma_mmap_coherent(sluice->dev, vma, sluice->cpu, sluice->base,
				 sluice->size);
}

static const struct file_operations whole_coherent_fops = {
	.owner = THIS_MODULE,
	.mmap = whole_coherent_mmap,
};

static int __init sluice_init(void)
{
	return register_chrdev(100, "open", &open_fops) +
	       register_chrdev(101, "bounded", &bounded_fops) +
	       register_chrdev(102, "offset", &offset_fops) +
	       register_chrdev(103, "asked", &asked_fops) +
	       register_chrdev(104, "page", &page_fops) +
	       register_chrdev(105, "known", &known_fops) +
	       register_chrdev(106, "itself", &itself_fops) +
	       register_chrdev(107, "dead", &dead_fops) +
	       register_chrdev(108, "start", &start_fops) +
	       register_chrdev(109, "aligned", &aligned_fops) +
	       register_chrdev(110, "beyond", &beyond_fops) +
	       register_chrdev(111, "exact", &exact_fops) +
	       register_chrdev(112, "coherent", &coherent_fops) +
	       register_chrdev(113, "whole_coherent", &whole_coherent_fops);
}
module_init(sluice_init);

MODULE_LICENSE("GPL");
