// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static struct page *mortar_pages[32];

static int mortar_mmap_prepare(struct vm_area_desc *desc)
{
	vma_desc_set_flags(desc, VMA_DONTDUMP_BIT);
	if (vma_desc_pages(desc) > ARRAY_SIZE(mortar_pages))
		return -ENXIO;
	mmap_action_map_kernel_pages_full(desc, mortar_pages);
	return 0;
}

static const struct file_operations mortar_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = mortar_mmap_prepare,
};

static int __init mortar_init(void)
{
	return register_chrdev(100, "mortar", &mortar_fops);
}
module_init(mortar_init);

MODULE_LICENSE("GPL");
