// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct panel_driver {
	const char *name;
	const struct file_operations *fops;
};

static const struct vm_operations_struct panel_vm_ops = { };

static int panel_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &panel_vm_ops;
	return 0;
}

static const struct file_operations panel_fops = {
	.owner = THIS_MODULE,
	.mmap = panel_mmap,
};

const struct panel_driver panel_driver = {
	.name = "panel",
	.fops = &panel_fops,
};

/* Maps what another subsystem shares, with a file that it makes up. */
int panel_map_shared(const struct panel_driver *driver, struct file *file,
		     struct vm_area_struct *vma)
{
	return driver->fops->mmap(file, vma);
}

MODULE_LICENSE("GPL");
