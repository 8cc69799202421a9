#include "kernel.h"

struct lib;

int lib_mmap_prepare(struct lib *lib, struct vm_area_desc *desc);

static int wrap_mmap_prepare(struct vm_area_desc *desc)
{
	return lib_mmap_prepare(desc->file->private_data, desc);
}

const struct file_operations wrap_fops = { .mmap_prepare = wrap_mmap_prepare };
