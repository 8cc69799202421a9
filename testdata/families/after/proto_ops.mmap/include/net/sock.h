/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _NET_SOCK_H
#define _NET_SOCK_H

#include <linux/net.h>

int sock_no_mmap(struct file *file, struct socket *sock,
		 struct vm_area_struct *vma);
int sock_no_mmap_prepare(struct socket *sock, struct vm_area_desc *desc);

#endif
