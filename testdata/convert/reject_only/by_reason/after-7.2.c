// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int picky_mmap_prepare(struct vm_area_desc *desc)
{
	struct inode *inode = file_inode(desc->file);

	if (vma_desc_test(desc, VMA_WRITE_BIT))
		return -EPERM;
	if (i_size_read(inode) < vma_desc_size(desc))
		return -ENXIO;
	return -ENODEV;
}

static const struct file_operations picky_fops = {
	.mmap_prepare = picky_mmap_prepare,
};

const struct file_operations picky_other_fops = {
	.mmap_prepare = picky_mmap_prepare,
	.llseek = noop_llseek,
};

static int __init picky_init(void)
{
	return register_chrdev(85, "picky", &picky_fops);
}
module_init(picky_init);

MODULE_LICENSE("GPL");