// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct tile {
	struct page *pages[8];
};

static int tile_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tile *tile = file->private_data;
	unsigned long addr = vma->vm_start;
	int i, ret;

	for (i = 0; i < 8 && addr < vma->vm_end; i++, addr += PAGE_SIZE) {
		ret = vm_insert_page(vma, addr, tile->pages[i]);
		if (ret)
			return ret;
	}
	return 0;
}

static const struct file_operations tile_fops = {
	.owner = THIS_MODULE,
	.mmap = tile_mmap,
};

static int __init tile_init(void)
{
	return register_chrdev(100, "tile", &tile_fops);
}
module_init(tile_init);

MODULE_LICENSE("GPL");
