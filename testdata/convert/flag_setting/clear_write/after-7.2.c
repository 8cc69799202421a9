// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct sealed_vm_ops = { };

static int sealed_mmap_prepare(struct vm_area_desc *desc)
{
	if (vma_desc_test(desc, VMA_WRITE_BIT))
		return -EPERM;

	vma_desc_clear_flags(desc, VMA_MAYWRITE_BIT, VMA_MAYEXEC_BIT);
	desc->vm_ops = &sealed_vm_ops;
	return 0;
}

static const struct file_operations sealed_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= sealed_mmap_prepare,
};

static int __init sealed_init(void)
{
	return register_chrdev(77, "sealed", &sealed_fops);
}
module_init(sealed_init);

MODULE_LICENSE("GPL");
