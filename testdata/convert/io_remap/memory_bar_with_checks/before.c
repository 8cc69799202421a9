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

static int gate_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gate *gate = container_of(file->private_data, struct gate, lock);
	int ret;

	if ((vma->vm_flags & VM_WRITE) && !gate->writable)
		return -EPERM;

	ret = vm_iomap_memory(vma, gate->base, gate->len);
	if (ret)
		return ret;

	vma->vm_ops = &gate_vm_ops;
	vma->vm_private_data = gate;

	return 0;
}

static const struct file_operations gate_fops = {
	.owner		= THIS_MODULE,
	.llseek		= noop_llseek,
	.mmap		= gate_mmap,
};

static int __init gate_init(void)
{
	return register_chrdev(96, "gate", &gate_fops);
}
module_init(gate_init);

MODULE_LICENSE("GPL");
