// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/printk.h>

int heron_may_map(void *heron, unsigned long start, unsigned long end,
		  vm_flags_t flags);

static const struct vm_operations_struct heron_vm_ops;

static int heron_mmap_prepare(struct vm_area_desc *desc)
{
	int ret;

	pr_debug("heron: %lx, flags %lx\n", desc->start, desc->vm_flags);
	ret = heron_may_map(desc->file->private_data, desc->start, desc->end,
			    desc->vm_flags);
	if (ret)
		return ret;

	desc->vm_ops = &heron_vm_ops;
	desc->vm_flags |= VM_PFNMAP | VM_IO;
	return 0;
}

static const struct file_operations heron_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = heron_mmap_prepare,
};

static int __init heron_init(void)
{
	return register_chrdev(100, "heron", &heron_fops);
}
module_init(heron_init);

MODULE_LICENSE("GPL");
