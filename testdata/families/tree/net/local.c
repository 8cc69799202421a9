// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sockets between processes: two tables that cannot be mapped.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/net.h>
#include <net/sock.h>

const struct proto_ops local_stream_ops = {
	.family		= 1,
	.owner		= THIS_MODULE,
	.mmap		= sock_no_mmap,
};

const struct proto_ops local_dgram_ops = {
	.family		= 1,
	.owner		= THIS_MODULE,
	.mmap		= sock_no_mmap,
};

MODULE_LICENSE("GPL");
