// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

struct quay {
	struct kref ref;
	unsigned long base;
	unsigned long size;
	unsigned long pfn;
};

static int taking_mmap_prepare(struct vm_area_desc *desc)
{
	struct quay *quay = desc->file->private_data;

	kref_get(&quay->ref); /* lint: PM001 likely */
	desc->private_data = quay;
	return 0;
}

static const struct file_operations taking_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = taking_mmap_prepare,
};

static int plain_mmap_prepare(struct vm_area_desc *desc)
{
	struct quay *quay = desc->file->private_data;

	desc->page_prot = pgprot_noncached(desc->page_prot);
	mmap_action_simple_ioremap(desc, quay->base, quay->size);
	return 0;
}

static const struct file_operations plain_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = plain_mmap_prepare,
};

static int allocating_mmap_prepare(struct vm_area_desc *desc)
{
	desc->private_data = kzalloc(16, GFP_KERNEL); /* lint: PM003 likely */
	return desc->private_data ? 0 : -ENOMEM;
}

static const struct file_operations allocating_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = allocating_mmap_prepare,
};

static int late_mmap_prepare(struct vm_area_desc *desc)
{
	struct quay *quay = desc->file->private_data;

	mmap_action_simple_ioremap(desc, quay->base, quay->size);
	desc->page_prot = pgprot_noncached(desc->page_prot); /* lint: PM006 likely */
	return 0;
}

static const struct file_operations late_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = late_mmap_prepare,
};

static int itself_mmap_prepare(struct vm_area_desc *desc)
{
	struct quay *quay = desc->file->private_data;

	mmap_action_simple_ioremap(desc, quay->base, /* lint: LM14 likely */
				   vma_desc_size(desc));
	return 0;
}

static const struct file_operations itself_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = itself_mmap_prepare,
};

static int unbounded_mmap_prepare(struct vm_area_desc *desc)
{
	struct quay *quay = desc->file->private_data;

	mmap_action_remap_full(desc, quay->pfn); /* lint: LM01 likely */
	return 0;
}

static const struct file_operations unbounded_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = unbounded_mmap_prepare,
};

static int bounded_mmap_prepare(struct vm_area_desc *desc)
{
	struct quay *quay = desc->file->private_data;

	if (vma_desc_size(desc) > quay->size)
		return -EINVAL;
	mmap_action_remap_full(desc, quay->pfn);
	desc->action.error_override = -EAGAIN;
	return 0;
}

static const struct file_operations bounded_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = bounded_mmap_prepare,
};

static int positive_mmap_prepare(struct vm_area_desc *desc)
{
	struct quay *quay = desc->file->private_data;

	if (vma_desc_size(desc) > quay->size)
		return -EINVAL;
	mmap_action_remap_full(desc, quay->pfn);
	desc->action.error_override = EAGAIN; /* lint: PM016 certain */
	return 0;
}

static const struct file_operations positive_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = positive_mmap_prepare,
};

static int __init quay_init(void)
{
	return register_chrdev(100, "taking", &taking_fops) +
	       register_chrdev(101, "plain", &plain_fops) +
	       register_chrdev(102, "allocating", &allocating_fops) +
	       register_chrdev(103, "late", &late_fops) +
	       register_chrdev(104, "itself", &itself_fops) +
	       register_chrdev(105, "unbounded", &unbounded_fops) +
	       register_chrdev(106, "bounded", &bounded_fops) +
	       register_chrdev(107, "positive", &positive_fops);
}
module_init(quay_init);

MODULE_LICENSE("GPL");
