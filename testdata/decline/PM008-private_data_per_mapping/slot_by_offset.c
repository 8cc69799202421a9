// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct crew {
	int seats[16];
};

static const struct vm_operations_struct crew_vm_ops = { };

static int crew_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct crew *crew = file->private_data;

	if (vma->vm_pgoff >= ARRAY_SIZE(crew->seats))
		return -EINVAL;

	vma->vm_private_data = &crew->seats[vma->vm_pgoff];
	vma->vm_ops = &crew_vm_ops;
	return 0;
}

static const struct file_operations crew_fops = {
	.owner = THIS_MODULE,
	.mmap = crew_mmap,
};

static int __init crew_init(void)
{
	return register_chrdev(100, "crew", &crew_fops);
}
module_init(crew_init);

MODULE_LICENSE("GPL");
