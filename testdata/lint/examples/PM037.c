// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>

struct station {
	struct page **pages;
};

static int st_mmap_prepare(struct vm_area_desc *desc)
{
	struct station *st = desc->file->private_data;

	mmap_action_map_kernel_pages(desc, desc->start, st->pages, 1);
@example@
	return 0;
}

static const struct file_operations st_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = st_mmap_prepare,
};

static int __init st_init(void)
{
	return register_chrdev(100, "station", &st_fops);
}
module_init(st_init);

MODULE_LICENSE("GPL");
