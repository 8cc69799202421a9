/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_BUG_H
#define _LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/types.h>

void __warn(const char *file, int line);
void __bug(const char *file, int line) __attribute__((__noreturn__));

#define WARN_ON(condition) ({						\
	bool __ret_warn_on = !!(condition);				\
	if (unlikely(__ret_warn_on))					\
		__warn(__FILE__, __LINE__);				\
	unlikely(__ret_warn_on);					\
})
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define VM_WARN_ON_ONCE(condition) ((void)sizeof((long)(condition)))
#define BUG_ON(condition) do {						\
	if (unlikely(condition))					\
		__bug(__FILE__, __LINE__);				\
} while (0)
#define BUILD_BUG_ON(condition) \
	((void)sizeof(char[1 - 2 * !!(condition)]))

#endif
