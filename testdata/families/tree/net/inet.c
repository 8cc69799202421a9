// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/net.h>
#include <net/sock.h>
#include <net/stream.h>

const struct proto_ops inet_stream_ops = {
	.family		= 2,
	.owner		= THIS_MODULE,
	.mmap		= stream_mmap,
};

const struct proto_ops inet_raw_ops = {
	.family		= 2,
	.owner		= THIS_MODULE,
	.mmap		= sock_no_mmap,
};

MODULE_LICENSE("GPL");
