// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A protocol that cannot be mapped.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/net.h>
#include <net/sock.h>

const struct proto_ops ring_ops = {
	.family = 45,
	.owner = THIS_MODULE,
	.mmap_prepare = sock_no_mmap_prepare,
};

MODULE_LICENSE("GPL");
