// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct station {
	struct page *pages[16];
};

static vm_fault_t st_fault(struct vm_fault *vmf)
{
	struct station *st = vmf->vma->vm_private_data;
	unsigned long n;

@example@
	if (n >= 16)
		return VM_FAULT_SIGBUS;
	vmf->page = st->pages[n];
	return 0;
}

static const struct vm_operations_struct st_vm_ops = {
	.fault = st_fault,
};

static int st_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct station *st = file->private_data;

	vma->vm_private_data = st;
	vma->vm_ops = &st_vm_ops;
	return 0;
}

static const struct file_operations st_fops = {
	.owner = THIS_MODULE,
	.mmap = st_mmap,
};

static int __init st_init(void)
{
	return register_chrdev(100, "station", &st_fops);
}
module_init(st_init);

MODULE_LICENSE("GPL");
