// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>

struct seam {
	struct kref ref;
	void *parts[8];
	struct file *backing;
	bool cached;
	bool ready;
	unsigned long pfn;
};

static void seam_free(struct kref *ref)
{
}

/* The mapping may fail when the hook has succeeded. */
static int undoing_mmap_prepare(struct vm_area_desc *desc)
{
	struct seam *seam = desc->file->private_data;

	kref_get(&seam->ref); /* lint: PM002 likely */
	if (!seam->ready) {
		kref_put(&seam->ref, seam_free);
		return -ENODEV;
	}
	return 0;
}

static const struct file_operations undoing_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = undoing_mmap_prepare,
};

/* Two mappings that merge have one part. */
static int parting_mmap_prepare(struct vm_area_desc *desc)
{
	struct seam *seam = desc->file->private_data;

	if (desc->pgoff >= 8)
		return -EINVAL;
	desc->private_data = seam->parts[desc->pgoff]; /* lint: PM008 likely */
	return 0;
}

static const struct file_operations parting_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = parting_mmap_prepare,
};

static int apart_mmap_prepare(struct vm_area_desc *desc)
{
	struct seam *seam = desc->file->private_data;

	if (desc->pgoff >= 8)
		return -EINVAL;
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	desc->private_data = seam->parts[desc->pgoff];
	return 0;
}

static const struct file_operations apart_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = apart_mmap_prepare,
};

static int shared_mmap_prepare(struct vm_area_desc *desc)
{
	struct seam *seam = desc->file->private_data;

	desc->private_data = seam;
	return 0;
}

static const struct file_operations shared_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = shared_mmap_prepare,
};

static int sometimes_mmap_prepare(struct vm_area_desc *desc)
{
	struct seam *seam = desc->file->private_data;

	if (!seam->cached)
		desc->page_prot = pgprot_noncached(desc->page_prot); /* lint: PM007 likely */
	return 0;
}

static const struct file_operations sometimes_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = sometimes_mmap_prepare,
};

/* The neighbour has the same one. */
static int always_mmap_prepare(struct vm_area_desc *desc)
{
	desc->page_prot = pgprot_noncached(desc->page_prot); /* lint: PM007 possible */
	return 0;
}

static const struct file_operations always_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = always_mmap_prepare,
};

static int unmerged_mmap_prepare(struct vm_area_desc *desc)
{
	struct seam *seam = desc->file->private_data;

	if (vma_desc_size(desc) != PAGE_SIZE)
		return -EINVAL;
	if (!seam->cached)
		desc->page_prot = pgprot_noncached(desc->page_prot);
	mmap_action_remap_full(desc, seam->pfn);
	return 0;
}

static const struct file_operations unmerged_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = unmerged_mmap_prepare,
};

static int stacked_mmap_prepare(struct vm_area_desc *desc)
{
	struct seam *seam = desc->vm_file->private_data; /* lint: PM021 likely */

	return seam->ready ? 0 : -ENODEV;
}

static const struct file_operations stacked_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = stacked_mmap_prepare,
};

static int swapping_mmap_prepare(struct vm_area_desc *desc)
{
	struct seam *seam = desc->file->private_data;

	desc->vm_file = seam->backing; /* lint: PM022 likely */
	return 0;
}

static const struct file_operations swapping_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = swapping_mmap_prepare,
};

static int unmapping_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct seam *seam = file->private_data;

	if (vma->vm_end - vma->vm_start != PAGE_SIZE)
		return -EINVAL;
	if (remap_pfn_range(vma, vma->vm_start, seam->pfn, PAGE_SIZE,
			    vma->vm_page_prot)) {
		vm_munmap(vma->vm_start, PAGE_SIZE); /* lint: PM030 likely */
		return -EAGAIN;
	}
	return 0;
}

static const struct file_operations unmapping_fops = {
	.owner = THIS_MODULE,
	.mmap = unmapping_mmap,
};

static int moving_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct seam *seam = file->private_data;

	if (vma->vm_end - vma->vm_start != 2 * PAGE_SIZE)
		return -EINVAL;
	vma->vm_end = vma->vm_start + PAGE_SIZE; /* lint: PM011 likely */
	return remap_pfn_range(vma, vma->vm_start, seam->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations moving_fops = {
	.owner = THIS_MODULE,
	.mmap = moving_mmap,
};

static int restoring_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct seam *seam = file->private_data;
	unsigned long end = vma->vm_end;
	int ret;

	if (vma->vm_end - vma->vm_start != 2 * PAGE_SIZE)
		return -EINVAL;
	vma->vm_end = vma->vm_start + PAGE_SIZE; /* lint: PM011 possible */
	ret = remap_pfn_range(vma, vma->vm_start, seam->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	vma->vm_end = end;
	return ret;
}

static const struct file_operations restoring_fops = {
	.owner = THIS_MODULE,
	.mmap = restoring_mmap,
};

static int __init seam_init(void)
{
	return register_chrdev(100, "undoing", &undoing_fops) +
	       register_chrdev(101, "parting", &parting_fops) +
	       register_chrdev(102, "apart", &apart_fops) +
	       register_chrdev(103, "shared", &shared_fops) +
	       register_chrdev(104, "sometimes", &sometimes_fops) +
	       register_chrdev(105, "always", &always_fops) +
	       register_chrdev(106, "unmerged", &unmerged_fops) +
	       register_chrdev(107, "stacked", &stacked_fops) +
	       register_chrdev(108, "swapping", &swapping_fops) +
	       register_chrdev(109, "unmapping", &unmapping_fops) +
	       register_chrdev(110, "moving", &moving_fops) +
	       register_chrdev(111, "restoring", &restoring_fops);
}
module_init(seam_init);

MODULE_LICENSE("GPL");
