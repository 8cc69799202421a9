// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static struct page *stone_page;

static int stone_mmap(struct file *file, struct vm_area_struct *vma)
{
	return vm_insert_page(vma, vma->vm_start, stone_page);
}

static const struct file_operations stone_fops = {
	.owner = THIS_MODULE,
	.mmap = stone_mmap,
};

static int __init stone_init(void)
{
	return register_chrdev(100, "stone", &stone_fops);
}
module_init(stone_init);

MODULE_LICENSE("GPL");
