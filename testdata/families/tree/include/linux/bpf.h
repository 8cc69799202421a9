/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_BPF_H
#define _LINUX_BPF_H

#include <linux/fs.h>

struct bpf_map;

struct bpf_map_ops {
	int (*map_mmap)(struct bpf_map *map, struct vm_area_struct *vma);
};

struct bpf_map {
	const struct bpf_map_ops *ops;
};

#endif
