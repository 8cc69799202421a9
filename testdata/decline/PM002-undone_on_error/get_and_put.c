// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/refcount.h>

struct oar {
	refcount_t refs;
	unsigned long pages;
};

static void oar_vm_close(struct vm_area_struct *vma)
{
	struct oar *oar = vma->vm_private_data;

	refcount_dec(&oar->refs);
}

static const struct vm_operations_struct oar_vm_ops = {
	.close = oar_vm_close,
};

static int oar_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct oar *oar = file->private_data;

	refcount_inc(&oar->refs);
	if (vma_pages(vma) > oar->pages) {
		refcount_dec(&oar->refs);
		return -EINVAL;
	}
	vma->vm_private_data = oar;
	vma->vm_ops = &oar_vm_ops;
	return 0;
}

static const struct file_operations oar_fops = {
	.owner = THIS_MODULE,
	.mmap = oar_mmap,
};

static int __init oar_init(void)
{
	return register_chrdev(100, "oar", &oar_fops);
}
module_init(oar_init);

MODULE_LICENSE("GPL");
