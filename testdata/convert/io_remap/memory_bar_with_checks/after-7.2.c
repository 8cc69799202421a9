// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct gate {
	struct mutex lock;
	phys_addr_t base;
	unsigned long len;
	bool writable;
};

static const struct vm_operations_struct gate_vm_ops = { };

static int gate_mmap_prepare(struct vm_area_desc *desc)
{
	struct gate *gate = container_of(desc->file->private_data, struct gate,
					 lock);

	if (vma_desc_test(desc, VMA_WRITE_BIT) && !gate->writable)
		return -EPERM;

	mmap_action_simple_ioremap(desc, gate->base, gate->len);

	desc->vm_ops = &gate_vm_ops;
	desc->private_data = gate;

	return 0;
}

static const struct file_operations gate_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap_prepare	= gate_mmap_prepare,
};

static int __init gate_init(void)
{
	return register_chrdev(96, "gate", &gate_fops);
}
module_init(gate_init);

MODULE_LICENSE("GPL");
