/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _NET_STREAM_H
#define _NET_STREAM_H

#include <linux/net.h>

int stream_mmap(struct file *file, struct socket *sock,
		struct vm_area_struct *vma);

#endif
