// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A trace buffer whose size is set once.
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

static int spool_mmap_prepare(struct vm_area_desc *desc)
{
	struct spool *spool = desc->file->private_data;
	unsigned long size;
	void *area;
	int res = 0;

	spin_lock(&spool->lock);
	size = spool->words * sizeof(unsigned long);
	if (!spool->area || desc->pgoff ||
	    vma_desc_size(desc) != size) {
		res = -EINVAL;
		goto exit;
	}
	area = spool->area;
	spin_unlock(&spool->lock);
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	mmap_action_map_kernel_pages_full(desc, find_vm_area(area)->pages);
	return 0;
exit:
	spin_unlock(&spool->lock);
	return res;
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
	spool->area = area;
	spool->words = arg;
	spin_unlock(&spool->lock);
	return 0;
}

static const struct file_operations spool_fops = {
	.mmap_prepare = spool_mmap_prepare,
	.unlocked_ioctl = spool_ioctl,
};

static int __init spool_init(void)
{
	return register_chrdev(100, "spool", &spool_fops);
}
device_initcall(spool_init);
