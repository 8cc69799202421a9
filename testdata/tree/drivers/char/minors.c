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

static int minors_regs_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct minors_dev *dev = file->private_data;
	int ret;

	if (vma->vm_end - vma->vm_start > PAGE_SIZE)
		return -EINVAL;

	ret = io_remap_pfn_range(vma, vma->vm_start, dev->regs >> PAGE_SHIFT,
				 vma->vm_end - vma->vm_start,
				 pgprot_noncached(vma->vm_page_prot));
	if (ret)
		return ret;

	return 0;
}

static int minors_ring_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &minors_ring_vm_ops;
	vma->vm_private_data = file->private_data;
	return 0;
}

static const struct file_operations minors_fops[] = {
	{
		.owner = THIS_MODULE,
		.mmap = minors_regs_mmap,
	}, {
		.owner = THIS_MODULE,
		.mmap = minors_ring_mmap,
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
