#include "kernel.h"

struct lib;

int lib_mmap(struct lib *lib, struct vm_area_struct *vma);

static int wrap_mmap(struct file *file, struct vm_area_struct *vma)
{
	return lib_mmap(file->private_data, vma);
}

const struct file_operations wrap_fops = { .mmap = wrap_mmap };
