// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static int plain_mmap(struct file *file, struct vm_area_struct *vma)
{
	return -ENODEV;
}

static const struct file_operations plain_fops = {
	THIS_MODULE, noop_llseek, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	plain_mmap, NULL, NULL, NULL, NULL, NULL,
};

static int __init plain_init(void)
{
	return register_chrdev(100, "plain", &plain_fops);
}
module_init(plain_init);

MODULE_LICENSE("GPL");
