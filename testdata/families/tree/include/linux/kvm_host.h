/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KVM_HOST_H
#define _LINUX_KVM_HOST_H

#include <linux/fs.h>

struct kvm_device;

struct kvm_device_ops {
	const char *name;
	int (*mmap)(struct kvm_device *dev, struct vm_area_struct *vma);
};

struct kvm_device {
	const struct kvm_device_ops *ops;
	struct address_space *mapping;
};

#endif
