/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/types.h>

struct mm_struct;

struct task_struct {
	pid_t pid;
	char comm[16];
	struct mm_struct *mm;
};

struct task_struct *get_current(void);
#define current get_current()

#define CAP_SYS_RAWIO 17
#define CAP_SYS_ADMIN 21
bool capable(int cap);

#endif
