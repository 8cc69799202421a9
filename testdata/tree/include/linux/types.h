/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

#include <linux/compiler.h>

#define NULL ((void *)0)

typedef _Bool bool;
enum { false = 0, true = 1 };

typedef signed char s8;
typedef unsigned char u8;
typedef short s16;
typedef unsigned short u16;
typedef int s32;
typedef unsigned int u32;
typedef long long s64;
typedef unsigned long long u64;
typedef u32 __u32;
typedef u64 __u64;
typedef u32 uint32_t;
typedef u64 uint64_t;
typedef unsigned char uint8_t;

typedef unsigned long size_t;
typedef long ssize_t;
typedef long ptrdiff_t;
typedef unsigned long uintptr_t;
typedef long long loff_t;
typedef unsigned short umode_t;
typedef u32 dev_t;
typedef int pid_t;
typedef u64 sector_t;
/* A macro, as in the kernel: types are spelled without it. */
#define pgoff_t unsigned long
typedef unsigned int gfp_t;
typedef unsigned int fmode_t;
typedef unsigned int __poll_t;
typedef u64 phys_addr_t;
typedef phys_addr_t resource_size_t;
typedef u64 dma_addr_t;
typedef unsigned int vm_fault_t;

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

typedef atomic64_t atomic_long_t;

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

#endif
