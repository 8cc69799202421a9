// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int ledger_mmap(struct file *, struct vm_area_struct *);
static int ledger_open(struct inode *inode, struct file *file);

/* ledger_mmap and not_ledger_mmap are two things; so is "ledger_mmap". */
static const char ledger_text[] = "ledger_mmap";

static const struct file_operations ledger_fops = {
	.owner		= THIS_MODULE,
	.open		= ledger_open,
	.mmap		= ledger_mmap,	/* see ledger_mmap() */
	.compat_ioctl	= NULL,
};

static const struct vm_operations_struct ledger_vm_ops = { };

static int ledger_open(struct inode *inode, struct file *file)
{
	return 0;
}

/**
 * ledger_mmap - show the ledger to user space
 * @file: the open ledger,
 *	with its position
 * @vma: where to show it
 *
 * Every page is filled by the fault handler, ledger_mmap() only looks at the
 * size.
 *
 * Return: 0 or -EINVAL.
 */
static int
ledger_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma_pages(vma) > 4)
		return -EINVAL;

	vma->vm_ops = &ledger_vm_ops;
	return 0;
}

static int __init ledger_init(void)
{
	return register_chrdev(73, ledger_text, &ledger_fops);
}
module_init(ledger_init);

MODULE_LICENSE("GPL");
