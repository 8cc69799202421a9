#include "kernel.h"

struct ctx { unsigned long first, second; };

static int ctx_mmap_prepare(struct vm_area_desc *desc)
{
	struct ctx *ctx = desc->file->private_data;

	mmap_action_remap(desc, desc->start, ctx->first, PAGE_SIZE);
	mmap_action_remap(desc, desc->start + PAGE_SIZE, ctx->second, PAGE_SIZE);
	return 0;
}

const struct file_operations ctx_fops = { .mmap_prepare = ctx_mmap_prepare };
