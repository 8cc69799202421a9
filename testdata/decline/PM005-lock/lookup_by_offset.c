// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/module.h>

struct dock {
	unsigned long pfn;
};

static DEFINE_IDR(dock_idr);
static DEFINE_MUTEX(dock_mutex);

static int dock_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct dock *dock;

	mutex_lock(&dock_mutex);
	dock = idr_find(&dock_idr, vma->vm_pgoff);
	if (!dock) {
		mutex_unlock(&dock_mutex);
		return -ENXIO;
	}

	if (remap_pfn_range(vma, vma->vm_start, dock->pfn,
			    vma->vm_end - vma->vm_start, vma->vm_page_prot)) {
		mutex_unlock(&dock_mutex);
		return -EAGAIN;
	}
	mutex_unlock(&dock_mutex);
	return 0;
}

static const struct file_operations dock_fops = {
	.owner = THIS_MODULE,
	.mmap = dock_mmap,
};

static int __init dock_init(void)
{
	return register_chrdev(100, "dock", &dock_fops);
}
module_init(dock_init);

MODULE_LICENSE("GPL");
