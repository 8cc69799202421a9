// SPDX-License-Identifier: GPL-2.0-or-later
/* flags: -DPREMAP_NOMMU */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct station {
	unsigned long pfn;
};

static unsigned int st_capabilities(struct file *file)
{
	return 0;
}

/* Without MMU no action maps anything. */
static int st_mmap_prepare(struct vm_area_desc *desc)
{
	struct station *st = desc->file->private_data;

	if (vma_desc_size(desc) > PAGE_SIZE)
		return -EINVAL;
	mmap_action_remap_full(desc, st->pfn); /* lint: PM027 likely */
	return 0;
}

static const struct file_operations st_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = st_mmap_prepare,
	.mmap_capabilities = st_capabilities,
};

static int __init st_init(void)
{
	return register_chrdev(100, "station", &st_fops);
}
module_init(st_init);

MODULE_LICENSE("GPL");
