// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>

struct station {
	struct kref ref;
	unsigned long pfn;
};

static void st_free(struct kref *ref)
{
}

static int st_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,
		     const struct file *file, void **vm_private_data)
{
	struct station *st = file->private_data;

	kref_get(&st->ref);
	*vm_private_data = st;
	return 0;
}

static void st_open(struct vm_area_struct *vma)
{
	struct station *m = vma->vm_private_data;

	kref_get(&m->ref);
}

static void st_close(struct vm_area_struct *vma)
{
	struct station *m = vma->vm_private_data;

@example@
}

static const struct vm_operations_struct st_vm_ops = {
	.open = st_open,
	.close = st_close,
	.mapped = st_mapped,
};

static int st_mmap_prepare(struct vm_area_desc *desc)
{
	struct station *st = desc->file->private_data;

	if (vma_desc_size(desc) > PAGE_SIZE)
		return -EINVAL;
	desc->vm_ops = &st_vm_ops;
	mmap_action_remap_full(desc, st->pfn);
	return 0;
}

static const struct file_operations st_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = st_mmap_prepare,
};

static int __init st_init(void)
{
	return register_chrdev(100, "station", &st_fops);
}
module_init(st_init);

MODULE_LICENSE("GPL");
