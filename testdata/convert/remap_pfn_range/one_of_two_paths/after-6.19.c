// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

#define FORK_LEFT 0xf1000UL
#define FORK_RIGHT 0xf2000UL

static int fork_mmap_prepare(struct vm_area_desc *desc)
{
	if (desc->pgoff == 0) {
		mmap_action_remap_full(desc, FORK_LEFT);
		return 0;
	} else if (desc->pgoff == 1) {
		mmap_action_remap_full(desc, FORK_RIGHT);
		return 0;
	}

	return -EINVAL;
}

static const struct file_operations fork_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= fork_mmap_prepare,
};

static int __init fork_init(void)
{
	return register_chrdev(91, "fork", &fork_fops);
}
module_init(fork_init);

MODULE_LICENSE("GPL");
