// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/shmem_fs.h>

static int void_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_SHARED)
		return shmem_zero_setup(vma);
	vma_set_anonymous(vma);
	return 0;
}

static const struct file_operations void_fops = {
	.owner = THIS_MODULE,
	.mmap = void_mmap,
};

static int __init void_init(void)
{
	return register_chrdev(100, "void", &void_fops);
}
module_init(void_init);

MODULE_LICENSE("GPL");
