// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static struct page *brick_pages[32];

static int brick_mmap(struct file *file, struct vm_area_struct *vma)
{
	return vm_map_pages(vma, brick_pages, ARRAY_SIZE(brick_pages));
}

static const struct file_operations brick_fops = {
	.owner = THIS_MODULE,
	.mmap = brick_mmap,
};

static int __init brick_init(void)
{
	return register_chrdev(100, "brick", &brick_fops);
}
module_init(brick_init);

MODULE_LICENSE("GPL");
