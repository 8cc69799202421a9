// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One driver, a table of operations per minor number.
 */
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>

struct minors_dev {
	phys_addr_t regs;
	void *ring;
};

static vm_fault_t minors_ring_fault(struct vm_fault *vmf)
{
	struct minors_dev *dev = vmf->vma->vm_private_data;

	vmf->page = virt_to_page(dev->ring);
	get_page(vmf->page);
	return 0;
}

static const struct vm_operations_struct minors_ring_vm_ops = {
	.fault = minors_ring_fault,
};

static int minors_regs_mmap_prepare(struct vm_area_desc *desc)
{
	struct minors_dev *dev = desc->file->private_data;

	if (vma_desc_size(desc) > PAGE_SIZE)
		return -EINVAL;

	desc->page_prot = pgprot_noncached(desc->page_prot);
	mmap_action_ioremap_full(desc, dev->regs >> PAGE_SHIFT);

	return 0;
}

static int minors_ring_mmap_prepare(struct vm_area_desc *desc)
{
	desc->vm_ops = &minors_ring_vm_ops;
	desc->private_data = desc->file->private_data;
	return 0;
}

static const struct file_operations minors_fops[] = {
	{
		.owner = THIS_MODULE,
		.mmap_prepare = minors_regs_mmap_prepare,
	}, {
		.owner = THIS_MODULE,
		.mmap_prepare = minors_ring_mmap_prepare,
	},
};

static int minors_open(struct inode *inode, struct file *file)
{
	file->f_op = &minors_fops[iminor(inode) % ARRAY_SIZE(minors_fops)];
	return 0;
}

static const struct file_operations minors_open_fops = {
	.owner = THIS_MODULE,
	.open = minors_open,
};

static int __init minors_init(void)
{
	return register_chrdev(43, "minors", &minors_open_fops);
}
module_init(minors_init);

MODULE_LICENSE("GPL");
