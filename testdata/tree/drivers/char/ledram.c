// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frame memory of an LED wall: one physical window, mapped as a whole.
 */
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>

#define LEDRAM_BASE 0xfe000000UL
#define LEDRAM_SIZE SZ_64K

static int ledram_mmap(struct file *file, struct vm_area_struct *vma)
{
	unsigned long size = vma->vm_end - vma->vm_start;

	if (vma->vm_pgoff || size > LEDRAM_SIZE)
		return -EINVAL;

	vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);

	return remap_pfn_range(vma, vma->vm_start, LEDRAM_BASE >> PAGE_SHIFT,
			       size, vma->vm_page_prot);
}

static const struct file_operations ledram_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= ledram_mmap,
};

static struct miscdevice ledram_misc = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "ledram",
	.fops	= &ledram_fops,
};
module_misc_device(ledram_misc);

MODULE_DESCRIPTION("LED wall frame memory");
MODULE_LICENSE("GPL");
