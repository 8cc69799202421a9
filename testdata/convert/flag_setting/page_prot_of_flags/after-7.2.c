// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct easel_vm_ops = { };

static int easel_mmap_prepare(struct vm_area_desc *desc)
{
	desc->page_prot = vma_get_page_prot(desc->vma_flags);
	desc->vm_ops = &easel_vm_ops;
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	return 0;
}

static const struct file_operations easel_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= easel_mmap_prepare,
};

static int __init easel_init(void)
{
	return register_chrdev(97, "easel", &easel_fops);
}
module_init(easel_init);

MODULE_LICENSE("GPL");
