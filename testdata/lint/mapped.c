// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct mooring {
	unsigned int berth;
};

struct quayside {
	struct kref ref;
	struct mutex lock;
	phys_addr_t base;
	unsigned long size;
	unsigned long pfn;
};

static int trusting_mapped(unsigned long start, unsigned long end,
			   pgoff_t pgoff, const struct file *file,
			   void **vm_private_data)
{
	struct mooring *mooring = kzalloc(sizeof(*mooring), GFP_KERNEL);

	if (!mooring)
		return -ENOMEM;
	*vm_private_data = mooring;
	return 0;
}

/* Nothing is there if mapped() did not run. */
static void trusting_close(struct vm_area_struct *vma)
{
	struct mooring *mooring = vma->vm_private_data; /* lint: PM004 certain */

	mooring->berth = 0;
}

static void trusting_open(struct vm_area_struct *vma)
{
}

static const struct vm_operations_struct trusting_vm_ops = {
	.open = trusting_open,
	.close = trusting_close,
	.mapped = trusting_mapped,
};

static int trusting_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &trusting_vm_ops;
	return 0;
}

static const struct file_operations trusting_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = trusting_mmap_prepare,
};

static void asking_close(struct vm_area_struct *vma)
{
	struct mooring *mooring = vma->vm_private_data;

	if (mooring)
		mooring->berth = 0;
}

static const struct vm_operations_struct asking_vm_ops = {
	.open = trusting_open,
	.close = asking_close,
	.mapped = trusting_mapped,
};

static int asking_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &asking_vm_ops;
	return 0;
}

static const struct file_operations asking_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = asking_mmap_prepare,
};

static int counting_mapped(unsigned long start, unsigned long end,
			   pgoff_t pgoff, const struct file *file,
			   void **vm_private_data)
{
	struct quayside *quay = file->private_data;

	kref_get(&quay->ref);
	return 0;
}

static void counting_open(struct vm_area_struct *vma)
{
	struct quayside *quay = vma->vm_file->private_data;

	kref_get(&quay->ref);
}

static void quayside_free(struct kref *ref)
{
}

static void counting_close(struct vm_area_struct *vma)
{
	struct quayside *quay = vma->vm_file->private_data;

	kref_put(&quay->ref, quayside_free); /* lint: PM004 likely */
}

static const struct vm_operations_struct counting_vm_ops = {
	.open = counting_open,
	.close = counting_close,
	.mapped = counting_mapped,
};

/* The action may fail, and close() puts what mapped() never got. */
static int counting_mmap_prepare(struct vm_area_desc *desc)
{
	struct quayside *quay = desc->file->private_data;

	desc->vm_ops = &counting_vm_ops;
	mmap_action_simple_ioremap(desc, quay->base, quay->size);
	return 0;
}

static const struct file_operations counting_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = counting_mmap_prepare,
};

static void sure_close(struct vm_area_struct *vma)
{
	struct quayside *quay = vma->vm_file->private_data;

	kref_put(&quay->ref, quayside_free);
}

static const struct vm_operations_struct sure_vm_ops = {
	.open = counting_open,
	.close = sure_close,
	.mapped = counting_mapped,
};

/* Without an action nothing comes before mapped(), which never fails. */
static int sure_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &sure_vm_ops;
	return 0;
}

static const struct file_operations sure_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = sure_mmap_prepare,
};

/* The lock is given up before anything is mapped. */
static int locked_mmap_prepare(struct vm_area_desc *desc)
{
	struct quayside *quay = desc->file->private_data;

	mutex_lock(&quay->lock);
	mmap_action_simple_ioremap(desc, quay->base, quay->size); /* lint: PM005 likely */
	mutex_unlock(&quay->lock);
	return 0;
}

static const struct file_operations locked_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = locked_mmap_prepare,
};

static int unlocked_mmap_prepare(struct vm_area_desc *desc)
{
	struct quayside *quay = desc->file->private_data;

	mutex_lock(&quay->lock);
	if (!quay->size) {
		mutex_unlock(&quay->lock);
		return -ENODEV;
	}
	mutex_unlock(&quay->lock);
	mmap_action_simple_ioremap(desc, quay->base, quay->size);
	return 0;
}

static const struct file_operations unlocked_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = unlocked_mmap_prepare,
};

/* Only the last one counts. */
static int both_mmap_prepare(struct vm_area_desc *desc)
{
	struct quayside *quay = desc->file->private_data;

	if (!vma_desc_test(desc, VMA_SHARED_BIT))
		return -EINVAL;
	mmap_action_remap(desc, desc->start, quay->pfn, PAGE_SIZE);
	mmap_action_remap(desc, desc->start + PAGE_SIZE, 0, PAGE_SIZE); /* lint: PM010 likely */
	return 0;
}

static const struct file_operations both_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = both_mmap_prepare,
};

static int either_mmap_prepare(struct vm_area_desc *desc)
{
	struct quayside *quay = desc->file->private_data;

	if (!vma_desc_test(desc, VMA_SHARED_BIT))
		return -EINVAL;
	if (desc->pgoff)
		mmap_action_remap(desc, desc->start, quay->pfn, PAGE_SIZE);
	else
		mmap_action_remap(desc, desc->start, 0, PAGE_SIZE);
	return 0;
}

static const struct file_operations either_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = either_mmap_prepare,
};

static int moved_mmap_prepare(struct vm_area_desc *desc)
{
	desc->pgoff = 0; /* lint: PM042 likely */
	desc->vm_ops = NULL; /* lint: PM019 likely */
	return 0;
}

static const struct file_operations moved_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = moved_mmap_prepare,
};

static int shortened_mmap_prepare(struct vm_area_desc *desc)
{
	if (desc->pgoff)
		return -EINVAL;
	desc->end = desc->start + PAGE_SIZE; /* lint: PM011 certain */
	return 0;
}

static const struct file_operations shortened_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = shortened_mmap_prepare,
};

static const struct vm_operations_struct unseen_vm_ops = {
	.mapped = trusting_mapped,
};

static int unseen_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &unseen_vm_ops; /* lint: PM028 certain */
	return 0;
}

static const struct file_operations unseen_fops = {
	.owner = THIS_MODULE,
	.mmap = unseen_mmap,
};

static int __init quayside_init(void)
{
	return register_chrdev(100, "trusting", &trusting_fops) +
	       register_chrdev(101, "asking", &asking_fops) +
	       register_chrdev(102, "counting", &counting_fops) +
	       register_chrdev(103, "sure", &sure_fops) +
	       register_chrdev(104, "locked", &locked_fops) +
	       register_chrdev(105, "unlocked", &unlocked_fops) +
	       register_chrdev(106, "both", &both_fops) +
	       register_chrdev(107, "either", &either_fops) +
	       register_chrdev(108, "moved", &moved_fops) +
	       register_chrdev(109, "shortened", &shortened_fops) +
	       register_chrdev(110, "unseen", &unseen_fops);
}
module_init(quayside_init);

MODULE_LICENSE("GPL");
