// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

struct raft {
	unsigned long pgoff;
};

static void raft_vm_close(struct vm_area_struct *vma)
{
	struct raft *raft = vma->vm_private_data;

	kfree(raft);
}

static const struct vm_operations_struct raft_vm_ops = {
	.close = raft_vm_close,
};

static int raft_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct raft *raft;

	raft = kzalloc(sizeof(*raft), GFP_KERNEL);
	if (!raft)
		return -ENOMEM;

	raft->pgoff = vma->vm_pgoff;
	vma->vm_private_data = raft;
	vma->vm_ops = &raft_vm_ops;
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}

static const struct file_operations raft_fops = {
	.owner = THIS_MODULE,
	.mmap = raft_mmap,
};

static int __init raft_init(void)
{
	return register_chrdev(100, "raft", &raft_fops);
}
module_init(raft_init);

MODULE_LICENSE("GPL");
