// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What user space may see of the window. Nothing here speaks of mappings.
 */
#include <linux/module.h>

#define WINLIMIT_PAGES 16

int winlimit_check(unsigned long pgoff, unsigned long pages);

int winlimit_check(unsigned long pgoff, unsigned long pages)
{
	if (pgoff >= WINLIMIT_PAGES || pages > WINLIMIT_PAGES - pgoff)
		return -EINVAL;
	return 0;
}

MODULE_LICENSE("GPL");
