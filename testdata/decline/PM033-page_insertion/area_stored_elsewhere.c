// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A trace buffer that another function fills through a pointer.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

struct spool {
	spinlock_t lock;
	unsigned int words;
	void *area;
};

static int spool_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct spool *spool = vma->vm_file->private_data;
	unsigned long size, off;
	struct page *page;
	void *area;
	int res = 0;

	spin_lock(&spool->lock);
	size = spool->words * sizeof(unsigned long);
	if (!spool->area || vma->vm_pgoff ||
	    vma->vm_end - vma->vm_start != size) {
		res = -EINVAL;
		goto exit;
	}
	area = spool->area;
	spin_unlock(&spool->lock);
	vm_flags_set(vma, VM_DONTEXPAND);
	for (off = 0; off < size; off += PAGE_SIZE) {
		page = vmalloc_to_page(area + off);
		res = vm_insert_page(vma, vma->vm_start + off, page);
		if (res) {
			pr_warn("spool: a page could not be mapped\n");
			return res;
		}
	}
	return 0;
exit:
	spin_unlock(&spool->lock);
	return res;
}

static void spool_adopt(void **slot, void *area)
{
	*slot = area;
}

static long spool_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct spool *spool = file->private_data;
	void *area;

	area = vmalloc_user(arg * sizeof(unsigned long));
	if (!area)
		return -ENOMEM;
	spin_lock(&spool->lock);
	if (spool->area) {
		spin_unlock(&spool->lock);
		vfree(area);
		return -EBUSY;
	}
	spool_adopt(&spool->area, area);
	spool->words = arg;
	spin_unlock(&spool->lock);
	return 0;
}

static const struct file_operations spool_fops = {
	.mmap = spool_mmap,
	.unlocked_ioctl = spool_ioctl,
};

static int __init spool_init(void)
{
	return register_chrdev(100, "spool", &spool_fops);
}
device_initcall(spool_init);
