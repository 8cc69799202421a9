// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct drum {
	phys_addr_t base;
	unsigned long pages;
};

static int drum_mmap_prepare(struct vm_area_desc *desc)
{
	struct drum *drum = desc->file->private_data;

	if (desc->pgoff + vma_desc_pages(desc) > drum->pages)
		return -EINVAL;

	desc->pgoff += drum->base >> PAGE_SHIFT;
	mmap_action_ioremap_full(desc, desc->pgoff);
	return 0;
}

static const struct file_operations drum_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = drum_mmap_prepare,
};

static int __init drum_init(void)
{
	return register_chrdev(100, "drum", &drum_fops);
}
module_init(drum_init);

MODULE_LICENSE("GPL");
