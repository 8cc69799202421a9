// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A ring of packets: its pages are inserted one by one, under the socket's
 * lock.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/net.h>

struct pages_sock {
	struct mutex lock;
	unsigned int count;
	struct page **pages;
};

static int pages_mmap(struct file *file, struct socket *sock,
		      struct vm_area_struct *vma)
{
	struct pages_sock *po = sock->sk;
	unsigned int i;
	int err = 0;

	mutex_lock(&po->lock);
	for (i = 0; i < po->count && !err; i++)
		err = vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE,
				     po->pages[i]);
	mutex_unlock(&po->lock);
	return err;
}

const struct proto_ops pages_ops = {
	.family = 17,
	.owner = THIS_MODULE,
	.mmap = pages_mmap,
};

MODULE_LICENSE("GPL");
