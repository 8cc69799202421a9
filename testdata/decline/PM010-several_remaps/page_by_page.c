// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

static void *chain_memory;

static int chain_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long addr = vma->vm_start;
	void *pos = chain_memory;

	while (addr < vma->vm_end) {
		if (remap_pfn_range(vma, addr, vmalloc_to_pfn(pos), PAGE_SIZE,
				    PAGE_SHARED))
			return -EAGAIN;
		addr += PAGE_SIZE;
		pos += PAGE_SIZE;
	}
	return 0;
}

static const struct file_operations chain_fops = {
	.owner = THIS_MODULE,
	.mmap = chain_mmap,
};

static int __init chain_init(void)
{
	return register_chrdev(100, "chain", &chain_fops);
}
module_init(chain_init);

MODULE_LICENSE("GPL");
