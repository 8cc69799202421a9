// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static phys_addr_t nut_phys = 0xfa000000;

/*
 * The nut's memory starts at a whole page.
 */
static int nut_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long pfn = nut_phys >> PAGE_SHIFT;
	int rc;

	rc = remap_pfn_range(vma, vma->vm_start, pfn + vma->vm_pgoff,
			     vma->vm_end - vma->vm_start,
			     vma->vm_page_prot);
	if (rc < 0)
		return -ENXIO;
	return 0;
}

static const struct file_operations nut_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= nut_mmap,
};

static int __init nut_init(void)
{
	return register_chrdev(89, "nut", &nut_fops);
}
module_init(nut_init);

MODULE_LICENSE("GPL");
