// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct probe {
	struct mm_struct *mm;
	unsigned long *slot;
};

static int probe_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct probe *probe = file->private_data;

	probe->slot = &vma->vm_pgoff;
	return 0;
}

static const struct file_operations probe_fops = {
	.owner = THIS_MODULE,
	.mmap = probe_mmap,
};

static int __init probe_init(void)
{
	return register_chrdev(100, "probe", &probe_fops);
}
module_init(probe_init);

MODULE_LICENSE("GPL");
