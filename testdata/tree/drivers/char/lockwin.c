// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Windows that can be taken away: looked up and mapped under one lock.
 */
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct lockwin {
	unsigned long pfn;
	unsigned long pages;
};

static DEFINE_IDR(lockwin_idr);
static DEFINE_MUTEX(lockwin_lock);

static int lockwin_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct lockwin *win;
	int ret = -ENXIO;

	mutex_lock(&lockwin_lock);
	win = idr_find(&lockwin_idr, vma->vm_pgoff);
	if (win && vma_pages(vma) <= win->pages)
		ret = remap_pfn_range(vma, vma->vm_start, win->pfn,
				      vma->vm_end - vma->vm_start,
				      vma->vm_page_prot);
	mutex_unlock(&lockwin_lock);
	return ret;
}

static const struct file_operations lockwin_fops = {
	.owner = THIS_MODULE,
	.mmap = lockwin_mmap,
};

static int __init lockwin_init(void)
{
	return register_chrdev(54, "lockwin", &lockwin_fops);
}
module_init(lockwin_init);

MODULE_LICENSE("GPL");
