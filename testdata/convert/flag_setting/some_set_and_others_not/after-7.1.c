// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int scale_mmap_prepare(struct vm_area_desc *desc)
{
	if (!vma_desc_test(desc, VMA_READ_BIT) ||
	    vma_desc_test(desc, VMA_WRITE_BIT))
		return -EPERM;
	if (desc->pgoff &&
	    (!vma_desc_test(desc, VMA_MAYSHARE_BIT) ||
	     vma_desc_test(desc, VMA_SHARED_BIT)))
		return -EINVAL;
	if (vma_desc_test_all(desc, VMA_READ_BIT, VMA_EXEC_BIT) &&
	    !vma_desc_test(desc, VMA_WRITE_BIT))
		vma_desc_set_flags(desc, VMA_DONTCOPY_BIT);
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	return 0;
}

static const struct file_operations scale_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = scale_mmap_prepare,
};

static int __init scale_init(void)
{
	return register_chrdev(100, "scale", &scale_fops);
}
module_init(scale_init);

MODULE_LICENSE("GPL");
