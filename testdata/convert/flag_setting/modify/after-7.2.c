// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct swapper_vm_ops = { };

static int swapper_mmap_prepare(struct vm_area_desc *desc)
{
	if (vma_desc_test(desc, VMA_SHARED_BIT)) {
		vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT, VMA_DONTDUMP_BIT);
		vma_desc_clear_flags(desc, VMA_MAYWRITE_BIT);
	}
	vma_desc_set_flags(desc, VMA_DONTCOPY_BIT);
	vma_desc_clear_flags(desc, VMA_MAYEXEC_BIT);
	desc->vm_ops = &swapper_vm_ops;
	return 0;
}

static const struct file_operations swapper_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= swapper_mmap_prepare,
};

static int __init swapper_init(void)
{
	return register_chrdev(78, "swapper", &swapper_fops);
}
module_init(swapper_init);

MODULE_LICENSE("GPL");
