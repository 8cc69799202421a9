// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The same handler for a plain device and for a video device, whose table has
 * no other hook to offer.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <media/v4l2-dev.h>

static vm_fault_t bridge_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct bridge_vm_ops = {
	.fault = bridge_fault,
};

static int bridge_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &bridge_vm_ops;
	return 0;
}

static int bridge_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &bridge_vm_ops;
	return 0;
}

static const struct file_operations bridge_fops = {
	.owner = THIS_MODULE,
	.mmap = bridge_mmap,
};

static const struct v4l2_file_operations bridge_v4l2_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = bridge_mmap_prepare,
};

static struct video_device bridge_video = {
	.name = "bridge",
	.fops = &bridge_v4l2_fops,
};

static int __init bridge_init(void)
{
	return register_chrdev(57, bridge_video.name, &bridge_fops);
}
module_init(bridge_init);

MODULE_LICENSE("GPL");
