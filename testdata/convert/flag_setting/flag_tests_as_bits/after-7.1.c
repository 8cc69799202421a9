// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int umpire_mmap_prepare(struct vm_area_desc *desc)
{
	bool write = vma_desc_test(desc, VMA_WRITE_BIT);

	if (!vma_desc_test(desc, VMA_SHARED_BIT))
		return -EINVAL;

	if (!vma_desc_test(desc, VMA_READ_BIT))
		return -EACCES;

	if (vma_desc_test_any(desc, VMA_EXEC_BIT, VMA_GROWSDOWN_BIT))
		return -EPERM;

	if (!vma_desc_test_all(desc, VMA_MAYREAD_BIT, VMA_MAYSHARE_BIT))
		return -EPERM;

	if (vma_desc_test_all(desc, VMA_SHARED_BIT, VMA_MAYWRITE_BIT) && !write)
		return -EROFS;

	if (!vma_desc_test(desc, VMA_LOCKED_BIT) && write)
		return -EAGAIN;

	if (vma_desc_is_cow_mapping(desc))
		return -ENODEV;

	vma_desc_set_flags(desc, VMA_DONTCOPY_BIT);
	return 0;
}

static const struct file_operations umpire_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= umpire_mmap_prepare,
};

static int __init umpire_init(void)
{
	return register_chrdev(80, "umpire", &umpire_fops);
}
module_init(umpire_init);

MODULE_LICENSE("GPL");
