// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sockets as files.
 */
#include <linux/mm.h>
#include <linux/net.h>
#include <net/sock.h>

static int sock_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct socket *sock = file->private_data;

	return sock->ops->mmap(file, sock, vma);
}

int sock_no_mmap(struct file *file, struct socket *sock,
		 struct vm_area_struct *vma)
{
	return -ENODEV;
}
EXPORT_SYMBOL(sock_no_mmap);

const struct file_operations socket_file_ops = {
	.owner = THIS_MODULE,
	.llseek = no_llseek,
	.mmap = sock_mmap,
};
