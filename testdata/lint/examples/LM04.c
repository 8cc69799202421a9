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

static inline void st_get(struct vm_area_struct *vma)
{
	struct station *st = vma->vm_private_data;

	kref_get(&st->ref);
}

static void st_put(struct vm_area_struct *vma)
{
	struct station *st = vma->vm_private_data;

	kref_put(&st->ref, st_free);
}

@example@

static int st_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct station *st = file->private_data;

	kref_get(&st->ref);
	vma->vm_private_data = st;
	vma->vm_ops = &st_vm_ops;
	return 0;
}

static const struct file_operations st_fops = {
	.owner = THIS_MODULE,
	.mmap = st_mmap,
};

static int __init st_init(void)
{
	return register_chrdev(100, "station", &st_fops);
}
module_init(st_init);

MODULE_LICENSE("GPL");
