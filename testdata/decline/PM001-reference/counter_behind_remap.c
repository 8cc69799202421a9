// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct mast {
	atomic_t users;
	unsigned long pfn;
};

static void mast_vm_close(struct vm_area_struct *vma)
{
	struct mast *mast = vma->vm_private_data;

	atomic_dec(&mast->users);
}

static const struct vm_operations_struct mast_vm_ops = {
	.close = mast_vm_close,
};

static int mast_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct mast *mast = file->private_data;
	int ret;

	ret = remap_pfn_range(vma, vma->vm_start, mast->pfn,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (ret)
		return ret;

	atomic_inc(&mast->users);
	vma->vm_private_data = mast;
	vma->vm_ops = &mast_vm_ops;
	return 0;
}

static const struct file_operations mast_fops = {
	.owner = THIS_MODULE,
	.mmap = mast_mmap,
};

static int __init mast_init(void)
{
	return register_chrdev(100, "mast", &mast_fops);
}
module_init(mast_init);

MODULE_LICENSE("GPL");
