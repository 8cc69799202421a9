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

static int ledram_mmap_prepare(struct vm_area_desc *desc)
{
	unsigned long size = vma_desc_size(desc);

	if (desc->pgoff || size > LEDRAM_SIZE)
		return -EINVAL;

	desc->page_prot = pgprot_writecombine(desc->page_prot);

	mmap_action_remap_full(desc, LEDRAM_BASE >> PAGE_SHIFT);
	return 0;
}

static const struct file_operations ledram_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= ledram_mmap_prepare,
};

static struct miscdevice ledram_misc = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "ledram",
	.fops	= &ledram_fops,
};
module_misc_device(ledram_misc);

MODULE_DESCRIPTION("LED wall frame memory");
MODULE_LICENSE("GPL");
