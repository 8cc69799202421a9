// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct bolt {
	unsigned long pfn;
	unsigned long size;
};

static const struct vm_operations_struct bolt_vm_ops = { };

/* Whoever maps a bolt gets all of it. */
static int bolt_mmap_prepare(struct vm_area_desc *desc)
{
	struct bolt *bolt = desc->file->private_data;

	if (vma_desc_size(desc) != bolt->size)
		return -EINVAL;

	mmap_action_remap_full(desc, bolt->pfn);

	desc->vm_ops = &bolt_vm_ops;
	return 0;
}

static const struct file_operations bolt_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= bolt_mmap_prepare,
};

static int __init bolt_init(void)
{
	return register_chrdev(88, "bolt", &bolt_fops);
}
module_init(bolt_init);

MODULE_LICENSE("GPL");
