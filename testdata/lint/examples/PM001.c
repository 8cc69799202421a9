// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>

struct station {
	struct kref ref;
};

static void st_free(struct kref *ref)
{
}

static void st_open(struct vm_area_struct *vma)
{
	struct station *st = vma->vm_private_data;

	kref_get(&st->ref);
}

static void st_close(struct vm_area_struct *vma)
{
	struct station *st = vma->vm_private_data;

	kref_put(&st->ref, st_free);
}

static int st_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,
		     const struct file *file, void **vm_private_data)
{
	struct station *st = *vm_private_data;

	kref_get(&st->ref);
	return 0;
}

const struct vm_operations_struct st_vm_ops = {
	.open = st_open,
	.close = st_close,
	.mapped = st_mapped,
};

static int st_mmap_prepare(struct vm_area_desc *desc)
{
	struct station *st = desc->file->private_data;

	desc->private_data = st;
@example@
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
