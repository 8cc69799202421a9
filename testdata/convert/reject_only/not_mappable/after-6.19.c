// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int closed_mmap_prepare(struct vm_area_desc *desc)
{
	return -ENODEV;
}

static const struct file_operations closed_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= closed_mmap_prepare,
};

static int __init closed_init(void)
{
	return register_chrdev(84, "closed", &closed_fops);
}
module_init(closed_init);

MODULE_LICENSE("GPL");
