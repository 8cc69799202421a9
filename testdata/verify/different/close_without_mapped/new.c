#include "kernel.h"

struct win { phys_addr_t phys; unsigned long size; atomic_t users; };
struct use { struct win *win; };

static void win_close(struct vm_area_struct *vma)
{
	struct use *use = vma->vm_private_data;

	atomic_dec(&use->win->users);
	kfree(use);
}

static const struct vm_operations_struct win_vm_ops = { .close = win_close };

static int win_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,
		      const struct file *file, void **vm_private_data)
{
	struct win *win = file->private_data;
	struct use *use = kzalloc(sizeof(*use), 0);

	if (!use)
		return -ENOMEM;
	use->win = win;
	atomic_inc(&win->users);
	*vm_private_data = use;
	return 0;
}

static const struct vm_operations_struct win_map_ops = {
	.close = win_close,
	.mapped = win_mapped,
};

static int win_mmap_prepare(struct vm_area_desc *desc)
{
	struct win *win = desc->file->private_data;

	desc->vm_ops = &win_map_ops;
	mmap_action_simple_ioremap(desc, win->phys, win->size);
	return 0;
}

const struct file_operations win_fops = { .mmap_prepare = win_mmap_prepare };
