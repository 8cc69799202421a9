// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static struct vm_area_struct *hold_last;

static void hold_remember(struct vm_area_struct *vma)
{
	hold_last = vma;
}

static int hold_mmap(struct file *file, struct vm_area_struct *vma)
{
	hold_remember(vma);
	return 0;
}

static const struct file_operations hold_fops = {
	.owner = THIS_MODULE,
	.mmap = hold_mmap,
};

static int __init hold_init(void)
{
	return register_chrdev(100, "hold", &hold_fops);
}
module_init(hold_init);

MODULE_LICENSE("GPL");
