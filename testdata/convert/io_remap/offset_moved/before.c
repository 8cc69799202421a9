// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct drum {
	phys_addr_t base;
	unsigned long pages;
};

static int drum_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct drum *drum = file->private_data;

	if (vma->vm_pgoff + vma_pages(vma) > drum->pages)
		return -EINVAL;

	vma->vm_pgoff += drum->base >> PAGE_SHIFT;
	return io_remap_pfn_range(vma, vma->vm_start, vma->vm_pgoff,
				  vma->vm_end - vma->vm_start,
				  vma->vm_page_prot);
}

static const struct file_operations drum_fops = {
	.owner = THIS_MODULE,
	.mmap = drum_mmap,
};

static int __init drum_init(void)
{
	return register_chrdev(100, "drum", &drum_fops);
}
module_init(drum_init);

MODULE_LICENSE("GPL");
