// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every mapping has a lock of its own.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

struct hugelock {
	struct mutex lock;
};

static void hugelock_vm_close(struct vm_area_struct *vma)
{
	kfree(vma->vm_private_data);
}

static const struct vm_operations_struct hugelock_vm_ops = {
	.close = hugelock_vm_close,
};

static int hugelock_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct hugelock *lock = kzalloc(sizeof(*lock), GFP_KERNEL);

	if (!lock)
		return -ENOMEM;
	mutex_init(&lock->lock);
	vma->vm_private_data = lock;
	vma->vm_ops = &hugelock_vm_ops;
	return 0;
}

static const struct file_operations hugelock_fops = {
	.owner = THIS_MODULE,
	.mmap = hugelock_mmap,
};

static int __init hugelock_init(void)
{
	return register_chrdev(80, "hugelock", &hugelock_fops);
}
module_init(hugelock_init);

MODULE_LICENSE("GPL");
