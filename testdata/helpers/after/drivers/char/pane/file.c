// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The files of a pane: what they map, pane_window() says.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/mm.h>

#include "pane.h"

static int pane_mmap_prepare(struct vm_area_desc *desc)
{
	struct file *file = desc->file;
	struct pane *pane = file->private_data;

	if (!pane)
		return -ENODEV;

	return pane_window(pane, desc, file->f_flags & O_DSYNC);
}

static const struct file_operations pane_fops = {
	.mmap_prepare = pane_mmap_prepare,
	.open	= simple_open,
};

static int __init pane_init(void)
{
	return register_chrdev(61, "pane", &pane_fops);
}
device_initcall(pane_init);
