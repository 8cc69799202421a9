// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

static const struct vm_operations_struct valve_vm_ops;

/* Also writes, so that there are no values that could stand for the VMA. */
static void valve_setup(struct vm_area_struct *vma)
{
	vma->vm_ops = &valve_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND);
}

static int valve_mremap(struct vm_area_struct *vma)
{
	valve_setup(vma);
	return 0;
}

static const struct vm_operations_struct valve_vm_ops = {
	.mremap = valve_mremap,
};

static int valve_mmap(struct file *file, struct vm_area_struct *vma)
{
	valve_setup(vma);
	return 0;
}

static const struct file_operations valve_fops = {
	.owner = THIS_MODULE,
	.mmap = valve_mmap,
};

static int __init valve_init(void)
{
	return register_chrdev(100, "valve", &valve_fops);
}
module_init(valve_init);

MODULE_LICENSE("GPL");
