// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

struct depot {
	struct page **pages;
	unsigned long count;
	unsigned long pfn;
	unsigned long size;
};

/* User space may ask for one page. */
static int fixed_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	if (!vma_desc_test(desc, VMA_SHARED_BIT))
		return -EINVAL;
	mmap_action_remap(desc, desc->start, depot->pfn, 4 * PAGE_SIZE); /* lint: PM012 likely */
	return 0;
}

static const struct file_operations fixed_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = fixed_mmap_prepare,
};

static int known_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	if (!vma_desc_test(desc, VMA_SHARED_BIT))
		return -EINVAL;
	mmap_action_remap(desc, desc->start, depot->pfn, depot->size); /* lint: PM012 likely */
	return 0;
}

static const struct file_operations known_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = known_mmap_prepare,
};

static int compared_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	if (!vma_desc_test(desc, VMA_SHARED_BIT))
		return -EINVAL;
	if (vma_desc_size(desc) < depot->size)
		return -EINVAL;
	mmap_action_remap(desc, desc->start, depot->pfn, depot->size);
	return 0;
}

static const struct file_operations compared_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = compared_mmap_prepare,
};

/* Every mapping has one page; a private one is refused by the core. */
static int first_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	mmap_action_remap(desc, desc->start, depot->pfn, PAGE_SIZE); /* lint: PM014 possible */
	return 0;
}

static const struct file_operations first_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = first_mmap_prepare,
};

static int overrun_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct depot *depot = file->private_data;

	return remap_pfn_range(vma, vma->vm_start, depot->pfn, /* lint: PM012 likely */
			       16 * PAGE_SIZE, vma->vm_page_prot);
}

static const struct file_operations overrun_fops = {
	.owner = THIS_MODULE,
	.mmap = overrun_mmap,
};

static int exact_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct depot *depot = file->private_data;

	if (vma->vm_end - vma->vm_start != 16 * PAGE_SIZE)
		return -EINVAL;
	return remap_pfn_range(vma, vma->vm_start, depot->pfn, 16 * PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations exact_fops = {
	.owner = THIS_MODULE,
	.mmap = exact_mmap,
};

static int all_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	mmap_action_map_kernel_pages_full(desc, depot->pages); /* lint: PM034 likely */
	return 0;
}

static const struct file_operations all_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = all_mmap_prepare,
};

/* What lies at an offset is not what is at the beginning. */
static int same_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	if (vma_desc_pages(desc) > depot->count)
		return -ENXIO;
	mmap_action_map_kernel_pages_full(desc, depot->pages); /* lint: PM034 likely */
	return 0;
}

static const struct file_operations same_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = same_mmap_prepare,
};

static int whole_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	if (desc->pgoff >= depot->count ||
	    vma_desc_pages(desc) > depot->count - desc->pgoff)
		return -ENXIO;
	mmap_action_map_kernel_pages_full(desc, depot->pages + desc->pgoff);
	return 0;
}

static const struct file_operations whole_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = whole_mmap_prepare,
};

static int stack_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;
	struct page *page = depot->pages[0];

	mmap_action_map_kernel_pages(desc, desc->start, &page, 1); /* lint: PM035 certain */
	return 0;
}

static const struct file_operations stack_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = stack_mmap_prepare,
};

static int array_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;
	struct page *pages[2];

	if (vma_desc_pages(desc) != 2)
		return -EINVAL;
	pages[0] = depot->pages[0];
	pages[1] = depot->pages[0];
	mmap_action_map_kernel_pages(desc, desc->start, pages, 2); /* lint: PM035 certain */
	return 0;
}

static const struct file_operations array_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = array_mmap_prepare,
};

static int freed_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	mmap_action_map_kernel_pages(desc, desc->start, depot->pages, 1);
	kfree(depot->pages); /* lint: PM035 likely */
	return 0;
}

static const struct file_operations freed_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = freed_mmap_prepare,
};

static int one_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	mmap_action_map_kernel_pages(desc, desc->start, depot->pages, 1);
	return 0;
}

static const struct file_operations one_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = one_mmap_prepare,
};

static vm_fault_t depot_page_mkwrite(struct vm_fault *vmf)
{
	return 0;
}

static const struct vm_operations_struct notified_vm_ops = {
	.page_mkwrite = depot_page_mkwrite,
};

static int notified_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	desc->vm_ops = &notified_vm_ops;
	mmap_action_map_kernel_pages(desc, desc->start, depot->pages, 1); /* lint: PM036 likely */
	return 0;
}

static const struct file_operations notified_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = notified_mmap_prepare,
};

static int bare_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	vma_desc_set_flags(desc, VMA_PFNMAP_BIT);
	mmap_action_map_kernel_pages(desc, desc->start, depot->pages, 1); /* lint: PM037 likely */
	return 0;
}

static const struct file_operations bare_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = bare_mmap_prepare,
};

static int hidden_mmap_prepare(struct vm_area_desc *desc)
{
	struct depot *depot = desc->file->private_data;

	mmap_action_map_kernel_pages(desc, desc->start, depot->pages, 1);
	desc->action.hide_from_rmap_until_complete = true; /* lint: PM031 likely */
	return 0;
}

static const struct file_operations hidden_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = hidden_mmap_prepare,
};

static int __init depot_init(void)
{
	return register_chrdev(100, "fixed", &fixed_fops) +
	       register_chrdev(101, "known", &known_fops) +
	       register_chrdev(102, "compared", &compared_fops) +
	       register_chrdev(103, "first", &first_fops) +
	       register_chrdev(104, "overrun", &overrun_fops) +
	       register_chrdev(105, "exact", &exact_fops) +
	       register_chrdev(106, "all", &all_fops) +
	       register_chrdev(107, "same", &same_fops) +
	       register_chrdev(108, "whole", &whole_fops) +
	       register_chrdev(109, "stack", &stack_fops) +
	       register_chrdev(110, "array", &array_fops) +
	       register_chrdev(111, "freed", &freed_fops) +
	       register_chrdev(112, "one", &one_fops) +
	       register_chrdev(113, "notified", &notified_fops) +
	       register_chrdev(114, "bare", &bare_fops) +
	       register_chrdev(115, "hidden", &hidden_fops);
}
module_init(depot_init);

MODULE_LICENSE("GPL");
