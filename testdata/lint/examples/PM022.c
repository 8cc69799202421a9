// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>

struct station {
	struct file *backing;
};

static int st_mmap_prepare(struct vm_area_desc *desc)
{
	struct station *st = desc->file->private_data;

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
