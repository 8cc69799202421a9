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

static int raft_vm_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,
			  const struct file *file, void **vm_private_data)
{
	struct raft *raft = *vm_private_data;
	unsigned long flags;

	spin_lock_irqsave(&raft->lock, flags);
	raft->mappings++;
	spin_unlock_irqrestore(&raft->lock, flags);
	return 0;
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
	.mapped	= raft_vm_mapped,
	.close	= raft_vm_close,
};

static int raft_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &raft_vm_ops;

	if (vma_desc_test(desc, VMA_WRITE_BIT))
		return -EPERM;

	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT, VMA_DONTDUMP_BIT);
	vma_desc_clear_flags(desc, VMA_MAYWRITE_BIT);
	desc->private_data = desc->file->private_data;
	return 0;
}

static const struct file_operations raft_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = raft_mmap_prepare,
};

static int __init raft_init(void)
{
	return register_chrdev(100, "raft", &raft_fops);
}
module_init(raft_init);

MODULE_LICENSE("GPL");
