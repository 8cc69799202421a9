// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

#define PLUM_PFN 0xfb000UL

static int plum_mmap_error(int err)
{
	return -EAGAIN;
}

static int plum_mmap_prepare(struct vm_area_desc *desc)
{
	if (vma_desc_size(desc) != PAGE_SIZE || desc->pgoff)
		return -EINVAL;

	desc->page_prot = pgprot_noncached(desc->page_prot);

	mmap_action_remap_full(desc, PLUM_PFN);
	desc->action.error_hook = plum_mmap_error;

	return 0;
}

static const struct file_operations plum_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = plum_mmap_prepare,
};

static int __init plum_init(void)
{
	return register_chrdev(100, "plum", &plum_fops);
}
module_init(plum_init);

MODULE_LICENSE("GPL");
