/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MEDIA_V4L2_DEV_H
#define _MEDIA_V4L2_DEV_H

#include <linux/fs.h>

struct v4l2_file_operations {
	struct module *owner;
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*mmap_prepare)(struct vm_area_desc *desc);
	int (*open)(struct file *file);
	int (*release)(struct file *file);
};

struct video_device {
	const struct v4l2_file_operations *fops;
	const char *name;
};

#endif
