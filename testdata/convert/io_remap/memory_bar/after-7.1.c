// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <linux/ioport.h>

static int bank_mmap_prepare(struct vm_area_desc *desc)
{
	struct resource *res = desc->file->private_data;

	desc->page_prot = pgprot_noncached(desc->page_prot);

	mmap_action_simple_ioremap(desc, res->start, resource_size(res));
	return 0;
}

static const struct file_operations bank_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= bank_mmap_prepare,
};

static int __init bank_init(void)
{
	return register_chrdev(95, "bank", &bank_fops);
}
module_init(bank_init);

MODULE_LICENSE("GPL");
