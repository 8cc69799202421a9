// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct station {
	struct mutex lock;
	struct idr bufs;
};

struct st_buf {
	unsigned long pfn;
};

static int st_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct station *st = file->private_data;
	struct st_buf *b;
	unsigned long pfn = 0;

	mutex_lock(&st->lock);
@example@
	if (!pfn)
		return -ENOENT;
	return remap_pfn_range(vma, vma->vm_start, pfn, PAGE_SIZE,
			       vma->vm_page_prot);
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
