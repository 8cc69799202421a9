// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct finch {
	int users;
};

static int finch_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct finch *finch;

	if ((!filp) || (!vma) || (!(finch = filp->private_data)))
		return -ENXIO;
	if (finch->users || !vma)
		return -EINVAL;
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations finch_fops = {
	.owner = THIS_MODULE,
	.mmap = finch_mmap,
};

static int __init finch_init(void)
{
	return register_chrdev(100, "finch", &finch_fops);
}
module_init(finch_init);

MODULE_LICENSE("GPL");
