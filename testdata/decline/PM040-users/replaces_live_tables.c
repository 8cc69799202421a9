// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>

struct dock_file {
	struct file *file;
	struct list_head link;
};

static int dock_gone_mmap(struct file *file, struct vm_area_struct *vma)
{
	return -ENODEV;
}

static const struct file_operations dock_gone_fops = {
	.owner = THIS_MODULE,
	.mmap = dock_gone_mmap,
};

/* The device is pulled: whoever has it open meets the other table. */
void dock_unplugged(struct dock_file *user)
{
	user->file->f_op = &dock_gone_fops;
}

MODULE_LICENSE("GPL");
