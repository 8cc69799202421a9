// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/spinlock.h>

struct raft {
	spinlock_t lock;
	int mappings;
};

static void raft_vm_open(struct vm_area_struct *vma)
{
	struct raft *raft = vma->vm_private_data;
	unsigned long flags;

	spin_lock_irqsave(&raft->lock, flags);
	raft->mappings++;
	spin_unlock_irqrestore(&raft->lock, flags);
}

static void raft_vm_close(struct vm_area_struct *vma)
{
	struct raft *raft = vma->vm_private_data;
	unsigned long flags;

	spin_lock_irqsave(&raft->lock, flags);
	raft->mappings--;
	spin_unlock_irqrestore(&raft->lock, flags);
}

static const struct vm_operations_struct raft_vm_ops = {
	.open	= raft_vm_open,
	.close	= raft_vm_close,
};

static int raft_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &raft_vm_ops;

	if (vma->vm_flags & VM_WRITE)
		return -EPERM;

	vm_flags_mod(vma, VM_DONTEXPAND | VM_DONTDUMP, VM_MAYWRITE);
	vma->vm_private_data = file->private_data;
	raft_vm_open(vma);
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
