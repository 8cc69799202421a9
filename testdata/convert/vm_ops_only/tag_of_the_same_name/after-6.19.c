// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/cdev.h>
#include <linux/mm.h>
#include <linux/module.h>

/* What user space asks for. */
struct tagbox_mmap {
	unsigned long first, count;
};

static const struct vm_operations_struct tagbox_vm_ops = { };

static long tagbox_ioctl(struct file *file, unsigned int cmd,
			 unsigned long arg)
{
	struct tagbox_mmap window = { };
	const struct tagbox_mmap *wanted = &window;

	return wanted->count ? 0 : -EINVAL;
}

static int tagbox_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &tagbox_vm_ops;
	return 0;
}

static const struct file_operations tagbox_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= tagbox_ioctl,
	.mmap_prepare	= tagbox_mmap_prepare,
};

static struct cdev tagbox_cdev;

static int __init tagbox_init(void)
{
	cdev_init(&tagbox_cdev, &tagbox_fops);
	return cdev_add(&tagbox_cdev, 0, 1);
}
module_init(tagbox_init);

MODULE_LICENSE("GPL");
