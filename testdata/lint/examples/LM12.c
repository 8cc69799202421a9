// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct station {
	phys_addr_t base;
	unsigned long size;
};

static int st_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct station *st = file->private_data;

@example@
}

static const struct file_operations st_fops = {
	.owner = THIS_MODULE,
	.mmap = st_mmap,
};

static int __init st_init(void)
{
	return register_chrdev(100, "station", &st_fops);
}
module_init(st_init);

MODULE_LICENSE("GPL");
