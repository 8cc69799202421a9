// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int wedge_mmap_prepare(struct vm_area_desc *desc)
{
	unsigned long *pfn = desc->file->private_data;

	desc->vm_flags |= VM_IO | VM_DONTEXPAND | VM_DONTDUMP;

	desc->page_prot = pgprot_noncached(desc->page_prot);
	mmap_action_remap_full(desc, *pfn);
	return 0;
}

static const struct file_operations wedge_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= wedge_mmap_prepare,
};

static int __init wedge_init(void)
{
	return register_chrdev(90, "wedge", &wedge_fops);
}
module_init(wedge_init);

MODULE_LICENSE("GPL");
