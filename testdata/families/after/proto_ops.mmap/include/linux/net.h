/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_NET_H
#define _LINUX_NET_H

#include <linux/fs.h>

struct socket;

struct proto_ops {
	int family;
	struct module *owner;
	int (*release)(struct socket *sock);
	int (*mmap)(struct file *file, struct socket *sock,
		    struct vm_area_struct *vma);
	int (*mmap_prepare)(struct socket *sock, struct vm_area_desc *desc);
};

struct socket {
	const struct proto_ops *ops;
	struct file *file;
	void *sk;
};

#endif
