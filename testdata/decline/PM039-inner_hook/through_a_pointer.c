// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct broker_ops {
	int (*map)(void *priv, struct vm_area_struct *vma);
};

struct broker {
	const struct broker_ops *ops;
	void *priv;
};

static int broker_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct broker *broker = file->private_data;

	vm_flags_set(vma, VM_DONTEXPAND);
	return broker->ops->map(broker->priv, vma);
}

static const struct file_operations broker_fops = {
	.owner = THIS_MODULE,
	.mmap = broker_mmap,
};

static int __init broker_init(void)
{
	return register_chrdev(100, "broker", &broker_fops);
}
module_init(broker_init);

MODULE_LICENSE("GPL");
