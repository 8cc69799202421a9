// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int ledger_mmap_prepare(struct vm_area_desc *desc);
static int ledger_open(struct inode *inode, struct file *file);

/* ledger_mmap_prepare and not_ledger_mmap are two things; so is "ledger_mmap_prepare". */
static const char ledger_text[] = "ledger_mmap";

static const struct file_operations ledger_fops = {
	.owner		= THIS_MODULE,
	.open		= ledger_open,
	.mmap_prepare	= ledger_mmap_prepare,	/* see ledger_mmap_prepare() */
	.compat_ioctl	= NULL,
};

static const struct vm_operations_struct ledger_vm_ops = { };

static int ledger_open(struct inode *inode, struct file *file)
{
	return 0;
}

/**
 * ledger_mmap_prepare - show the ledger to user space
 * @desc: where to show it
 *
 * Every page is filled by the fault handler, ledger_mmap_prepare() only looks at the
 * size.
 *
 * Return: 0 or -EINVAL.
 */
static int
ledger_mmap_prepare(struct vm_area_desc *desc)
{
	if (vma_desc_pages(desc) > 4)
		return -EINVAL;

	desc->vm_ops = &ledger_vm_ops;
	return 0;
}

static int __init ledger_init(void)
{
	return register_chrdev(73, ledger_text, &ledger_fops);
}
module_init(ledger_init);

MODULE_LICENSE("GPL");
