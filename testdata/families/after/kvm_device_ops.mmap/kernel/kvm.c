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

	if (dev->ops->mmap_prepare) {
		struct vm_area_desc desc;

		compat_set_desc_from_vma(&desc, filp, vma);
		ret = dev->ops->mmap_prepare(dev, &desc);
		if (!ret)
			ret = __compat_vma_mmap(&desc, vma);
	} else if (dev->ops->mmap) {
		ret = dev->ops->mmap(dev, vma);
	}
	return ret;
}

const struct file_operations kvm_device_fops = {
	.owner = THIS_MODULE,
	.mmap = kvm_device_mmap,
};

static const struct vm_operations_struct timer_vm_ops = {
};

static int timer_mmap_prepare(struct kvm_device *dev, struct vm_area_desc *desc)
{
	if (desc->pgoff)
		return -EINVAL;

	desc->vm_ops = &timer_vm_ops;
	vma_desc_set_flags(desc, VMA_IO_BIT, VMA_PFNMAP_BIT);
	dev->mapping = desc->file->f_mapping;
	return 0;
}

const struct kvm_device_ops timer_ops = {
	.name = "timer",
	.mmap_prepare = timer_mmap_prepare,
};

MODULE_LICENSE("GPL");
