// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct channel {
	phys_addr_t base;
	unsigned long size;
	unsigned long pfn;
	void *buffer, *next;
	struct page **pages;
};

/* The helper adds the offset once more. */
static int twice_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct channel *channel = file->private_data;

	return vm_iomap_memory(vma, channel->base + (vma->vm_pgoff << PAGE_SHIFT), /* lint: LM12 likely */
			       channel->size);
}

static const struct file_operations twice_fops = {
	.owner = THIS_MODULE,
	.mmap = twice_mmap,
};

static int once_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct channel *channel = file->private_data;

	return vm_iomap_memory(vma, channel->base, channel->size);
}

static const struct file_operations once_fops = {
	.owner = THIS_MODULE,
	.mmap = once_mmap,
};

/* An offset passes, and changes nothing. */
static int never_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct channel *channel = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;
	unsigned long offset = vma->vm_pgoff << PAGE_SHIFT;

	if (offset + size > channel->size)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, channel->pfn, size, /* lint: LM12 likely */
			       vma->vm_page_prot);
}

static const struct file_operations never_fops = {
	.owner = THIS_MODULE,
	.mmap = never_mmap,
};

static int added_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct channel *channel = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;
	unsigned long offset = vma->vm_pgoff << PAGE_SHIFT;

	if (offset + size > channel->size)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start,
			       channel->pfn + vma->vm_pgoff, size,
			       vma->vm_page_prot);
}

static const struct file_operations added_fops = {
	.owner = THIS_MODULE,
	.mmap = added_mmap,
};

/* None passes. */
static int none_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct channel *channel = file->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;

	if (vma->vm_pgoff || size > channel->size)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, channel->pfn, size,
			       vma->vm_page_prot);
}

static const struct file_operations none_fops = {
	.owner = THIS_MODULE,
	.mmap = none_mmap,
};

static const struct vm_operations_struct address_vm_ops = {
	.access = generic_access_phys,
};

/* Everybody can read where the buffer is. */
static int address_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct channel *channel = file->private_data;

	vma->vm_pgoff = (unsigned long)channel->buffer >> PAGE_SHIFT; /* lint: LM13 likely */
	vma->vm_ops = &address_vm_ops;
	return 0;
}

static const struct file_operations address_fops = {
	.owner = THIS_MODULE,
	.mmap = address_mmap,
};

static int start_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct channel *channel = file->private_data;

	vma->vm_private_data = channel->buffer;
	vma->vm_pgoff = 0;
	vma->vm_ops = &address_vm_ops;
	return 0;
}

static const struct file_operations start_fops = {
	.owner = THIS_MODULE,
	.mmap = start_mmap,
};

/* How far one address is from another is none. */
static int distance_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct channel *channel = file->private_data;
	unsigned long distance;

	distance = (unsigned long)channel->next - (unsigned long)channel->buffer;
	vma->vm_pgoff = distance >> PAGE_SHIFT;
	vma->vm_ops = &address_vm_ops;
	return 0;
}

static const struct file_operations distance_fops = {
	.owner = THIS_MODULE,
	.mmap = distance_mmap,
};

/* A pointer that is a number chooses which one: that is no address either. */
static int chosen_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct channel *channels = file->private_data;
	int number = (unsigned long)channels[0].next;

	vma->vm_pgoff = channels[number].pfn;
	vma->vm_ops = &address_vm_ops;
	return 0;
}

static const struct file_operations chosen_fops = {
	.owner = THIS_MODULE,
	.mmap = chosen_mmap,
};

/* This helper adds nothing. */
static int zero_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct channel *channel = file->private_data;
	unsigned long count = channel->size >> PAGE_SHIFT;

	if (vma->vm_pgoff >= count)
		return -EINVAL;
	return vm_map_pages_zero(vma, channel->pages + vma->vm_pgoff,
				 count - vma->vm_pgoff);
}

static const struct file_operations zero_fops = {
	.owner = THIS_MODULE,
	.mmap = zero_mmap,
};

static int __init channel_init(void)
{
	return register_chrdev(100, "twice", &twice_fops) +
	       register_chrdev(101, "once", &once_fops) +
	       register_chrdev(102, "never", &never_fops) +
	       register_chrdev(103, "added", &added_fops) +
	       register_chrdev(104, "none", &none_fops) +
	       register_chrdev(105, "address", &address_fops) +
	       register_chrdev(106, "start", &start_fops) +
	       register_chrdev(107, "distance", &distance_fops) +
	       register_chrdev(108, "zero", &zero_fops) +
	       register_chrdev(109, "chosen", &chosen_fops);
}
module_init(channel_init);

MODULE_LICENSE("GPL");
