// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Devices of virtual machines, and one of them.
 */
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/module.h>

static int kvm_device_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct kvm_device *dev = filp->private_data;
	int ret = -ENODEV;

	if (dev->ops->mmap)
		ret = dev->ops->mmap(dev, vma);
	return ret;
}

const struct file_operations kvm_device_fops = {
	.owner = THIS_MODULE,
	.mmap = kvm_device_mmap,
};

static const struct vm_operations_struct timer_vm_ops = {
};

static int timer_mmap(struct kvm_device *dev, struct vm_area_struct *vma)
{
	if (vma->vm_pgoff)
		return -EINVAL;

	vma->vm_ops = &timer_vm_ops;
	vm_flags_set(vma, VM_IO | VM_PFNMAP);
	dev->mapping = vma->vm_file->f_mapping;
	return 0;
}

const struct kvm_device_ops timer_ops = {
	.name = "timer",
	.mmap = timer_mmap,
};

MODULE_LICENSE("GPL");
