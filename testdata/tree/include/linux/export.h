/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_EXPORT_H
#define _LINUX_EXPORT_H

#define EXPORT_SYMBOL(sym) \
	extern __typeof__(sym) sym; \
	static const void *const __export_##sym \
		__attribute__((__used__, __section__(".export_symbol"))) = &sym
#define EXPORT_SYMBOL_GPL(sym) EXPORT_SYMBOL(sym)

#define THIS_MODULE ((struct module *)0)

struct module;

#endif
