// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Counts its users once the window is mapped.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

struct vmewin {
	phys_addr_t phys;
	unsigned long size;
	atomic_t users;
};

struct vmeuse {
	struct vmewin *win;
};

static void vmewin_vm_close(struct vm_area_struct *vma)
{
	struct vmeuse *use = vma->vm_private_data;

	atomic_dec(&use->win->users);
	kfree(use);
}

static const struct vm_operations_struct vmewin_vm_ops = {
	.close = vmewin_vm_close,
};

static int vmewin_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct vmewin *win = file->private_data;
	struct vmeuse *use;
	int ret;

	ret = vm_iomap_memory(vma, win->phys, win->size);
	if (ret)
		return ret;
	use = kzalloc(sizeof(*use), GFP_KERNEL);
	if (!use)
		return -ENOMEM;
	use->win = win;
	atomic_inc(&win->users);
	vma->vm_ops = &vmewin_vm_ops;
	vma->vm_private_data = use;
	return 0;
}

static const struct file_operations vmewin_fops = {
	.owner = THIS_MODULE,
	.mmap = vmewin_mmap,
};

static int __init vmewin_init(void)
{
	return register_chrdev(85, "vmewin", &vmewin_fops);
}
module_init(vmewin_init);

MODULE_LICENSE("GPL");
