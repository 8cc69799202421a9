// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For the machine of legacybus.c: no configuration builds it, and the header of
 * that machine is gone. What does not need it can still be read.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <asm/strangebus.h>

static int strangebus_mem_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_IO | VM_DONTEXPAND);
	return 0;
}

static int strangebus_reg_mmap(struct file *file, struct vm_area_struct *vma)
{
	vm_flags_set(vma, VM_IO);
	if (STRANGEBUS_IS_SLOW(vma->vm_pgoff))
		vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	return 0;
}

static const struct file_operations strangebus_mem_fops = {
	.owner = THIS_MODULE,
	.mmap = strangebus_mem_mmap,
};

static const struct file_operations strangebus_reg_fops = {
	.owner = THIS_MODULE,
	.mmap = strangebus_reg_mmap,
};

static int __init strangebus_init(void)
{
	register_chrdev(STRANGEBUS_MAJOR, "strangebus", &strangebus_mem_fops);
	return register_chrdev(69, "strangeregs", &strangebus_reg_fops);
}
module_init(strangebus_init);

MODULE_LICENSE("GPL");
