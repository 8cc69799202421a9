/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>

#define __MODULE_INFO(tag, line, info) \
	static const char __module_##tag##_##line[] \
		__attribute__((__used__, __section__(".modinfo"))) = #tag "=" info
#define ___MODULE_INFO(tag, line, info) __MODULE_INFO(tag, line, info)

#define MODULE_LICENSE(x) ___MODULE_INFO(license, __LINE__, x)
#define MODULE_AUTHOR(x) ___MODULE_INFO(author, __LINE__, x)
#define MODULE_DESCRIPTION(x) ___MODULE_INFO(description, __LINE__, x)
#define MODULE_ALIAS(x) ___MODULE_INFO(alias, __LINE__, x)

#define module_init(fn) __define_initcall(fn, 6)
#define module_exit(fn) \
	static void (*__exitcall_##fn)(void) \
		__attribute__((__used__, __section__(".exitcall"))) = fn

#define module_param(name, type, perm) \
	static const void *const __param_##name \
		__attribute__((__used__, __section__("__param"))) = &name

bool try_module_get(struct module *module);
void __module_get(struct module *module);
void module_put(struct module *module);

#endif
