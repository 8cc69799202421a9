// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct finch {
	int users;
};

static int finch_mmap_prepare(struct vm_area_desc *desc)
{
	struct file *filp = desc->file;
	struct finch *finch;

	if ((!filp) || (!(finch = filp->private_data)))
		return -ENXIO;
	if (finch->users)
		return -EINVAL;
	desc->vm_flags |= VM_DONTEXPAND;
	return 0;
}

static const struct file_operations finch_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = finch_mmap_prepare,
};

static int __init finch_init(void)
{
	return register_chrdev(100, "finch", &finch_fops);
}
module_init(finch_init);

MODULE_LICENSE("GPL");
