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

static int win_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct win *win = file->private_data;
	struct use *use;
	int rc;

	rc = vm_iomap_memory(vma, win->phys, win->size);
	if (rc)
		return rc;
	use = kzalloc(sizeof(*use), 0);
	if (!use)
		return -ENOMEM;
	use->win = win;
	atomic_inc(&win->users);
	vma->vm_ops = &win_vm_ops;
	vma->vm_private_data = use;
	return 0;
}

const struct file_operations win_fops = { .mmap = win_mmap };
