// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Remembers where it is mapped, to be able to take the mapping away.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct tracker {
	struct vm_area_struct *vma;
	unsigned long pfn;
};

static void tracker_vm_close(struct vm_area_struct *vma)
{
	struct tracker *tracker = vma->vm_private_data;

	tracker->vma = NULL;
}

static const struct vm_operations_struct tracker_vm_ops = {
	.close = tracker_vm_close,
};

static int tracker_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tracker *tracker = file->private_data;

	if (tracker->vma)
		return -EBUSY;

	vma->vm_ops = &tracker_vm_ops;
	vma->vm_private_data = tracker;
	tracker->vma = vma;
	return 0;
}

static const struct file_operations tracker_fops = {
	.owner = THIS_MODULE,
	.mmap = tracker_mmap,
};

static int __init tracker_init(void)
{
	return register_chrdev(53, "tracker", &tracker_fops);
}
module_init(tracker_init);

MODULE_LICENSE("GPL");
