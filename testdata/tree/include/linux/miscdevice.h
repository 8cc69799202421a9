/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_MISCDEVICE_H
#define _LINUX_MISCDEVICE_H

#include <linux/device.h>
#include <linux/fs.h>
#include <linux/list.h>

#define MISC_DYNAMIC_MINOR 255

struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
	struct list_head list;
	struct device *parent;
	umode_t mode;
};

int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

#define module_misc_device(misc)					\
	static int __init misc##_init(void)				\
	{								\
		return misc_register(&misc);				\
	}								\
	module_init(misc##_init);					\
	static void __exit misc##_exit(void)				\
	{								\
		misc_deregister(&misc);					\
	}								\
	module_exit(misc##_exit)

#endif
