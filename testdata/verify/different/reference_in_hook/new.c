#include "kernel.h"

struct cell { struct kref ref; };

static void cell_free(struct kref *ref)
{
	kfree(ref);
}

static void cell_close(struct vm_area_struct *vma)
{
	struct cell *cell = vma->vm_private_data;

	kref_put(&cell->ref, cell_free);
}

static const struct vm_operations_struct cell_vm_ops = { .close = cell_close };

static int cell_mmap_prepare(struct vm_area_desc *desc)
{
	struct cell *cell = desc->file->private_data;

	kref_get(&cell->ref);
	desc->vm_ops = &cell_vm_ops;
	desc->private_data = cell;
	return 0;
}

const struct file_operations cell_fops = { .mmap_prepare = cell_mmap_prepare };
