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
	const struct proto_ops *ops = sock->ops;

	if (ops->mmap_prepare) {
		struct vm_area_desc desc;
		int err;

		compat_set_desc_from_vma(&desc, file, vma);
		err = ops->mmap_prepare(sock, &desc);
		if (err)
			return err;
		return __compat_vma_mmap(&desc, vma);
	}
	return ops->mmap(file, sock, vma);
}

int sock_no_mmap(struct file *file, struct socket *sock,
		 struct vm_area_struct *vma)
{
	return -ENODEV;
}
EXPORT_SYMBOL(sock_no_mmap);

int sock_no_mmap_prepare(struct socket *sock, struct vm_area_desc *desc)
{
	return -ENODEV;
}
EXPORT_SYMBOL(sock_no_mmap_prepare);

const struct file_operations socket_file_ops = {
	.owner = THIS_MODULE,
	.llseek = no_llseek,
	.mmap = sock_mmap,
};
