// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int picky_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct inode *inode = file_inode(file);

	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	if (i_size_read(inode) < vma->vm_end - vma->vm_start)
		return -ENXIO;
	return -ENODEV;
}

static const struct file_operations picky_fops = {
	.mmap = picky_mmap,
};

const struct file_operations picky_other_fops = {
	.mmap = picky_mmap,
	.llseek = noop_llseek,
};

static int __init picky_init(void)
{
	return register_chrdev(85, "picky", &picky_fops);
}
module_init(picky_init);

MODULE_LICENSE("GPL");