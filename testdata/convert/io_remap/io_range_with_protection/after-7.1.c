// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct crane {
	phys_addr_t base;
	unsigned long len;
};

static int crane_mmap_prepare(struct vm_area_desc *desc)
{
	struct crane *crane = desc->file->private_data;
	unsigned long len = vma_desc_size(desc);

	if (len > crane->len)
		return -EINVAL;

	desc->page_prot = pgprot_device(desc->page_prot);
	mmap_action_ioremap_full(desc, crane->base >> PAGE_SHIFT);
	return 0;
}

static const struct file_operations crane_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= crane_mmap_prepare,
};

static int __init crane_init(void)
{
	return register_chrdev(94, "crane", &crane_fops);
}
module_init(crane_init);

MODULE_LICENSE("GPL");
