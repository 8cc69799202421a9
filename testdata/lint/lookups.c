// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct berth {
	struct kref ref;
	struct list_head node;
	unsigned long id;
	unsigned long pfn;
	unsigned int users;
};

struct harbour {
	struct mutex lock;
	struct idr berths;
	struct list_head list;
};

/* The berth may be gone before its pfn is read. */
static int late_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct harbour *harbour = file->private_data;
	struct berth *berth;

	mutex_lock(&harbour->lock);
	berth = idr_find(&harbour->berths, vma->vm_pgoff);
	mutex_unlock(&harbour->lock);
	if (!berth)
		return -ENOENT;
	return remap_pfn_range(vma, vma->vm_start, berth->pfn, PAGE_SIZE, /* lint: LM05 likely */
			       vma->vm_page_prot);
}

static const struct file_operations late_fops = {
	.owner = THIS_MODULE,
	.mmap = late_mmap,
};

/* All is done before the lock is given up. */
static int early_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct harbour *harbour = file->private_data;
	struct berth *berth;
	unsigned long pfn = 0;

	mutex_lock(&harbour->lock);
	berth = idr_find(&harbour->berths, vma->vm_pgoff);
	if (berth)
		pfn = berth->pfn;
	mutex_unlock(&harbour->lock);
	if (!pfn)
		return -ENOENT;
	return remap_pfn_range(vma, vma->vm_start, pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations early_fops = {
	.owner = THIS_MODULE,
	.mmap = early_mmap,
};

static void berth_free(struct kref *ref)
{
}

/* A reference keeps it. */
static int counted_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct harbour *harbour = file->private_data;
	struct berth *berth;
	int err;

	mutex_lock(&harbour->lock);
	berth = idr_find(&harbour->berths, vma->vm_pgoff);
	if (berth)
		kref_get(&berth->ref);
	mutex_unlock(&harbour->lock);
	if (!berth)
		return -ENOENT;
	err = remap_pfn_range(vma, vma->vm_start, berth->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	kref_put(&berth->ref, berth_free);
	return err;
}

static const struct file_operations counted_fops = {
	.owner = THIS_MODULE,
	.mmap = counted_mmap,
};

/* A list is no better than a tree. */
static int listed_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct harbour *harbour = file->private_data;
	struct berth *berth;

	mutex_lock(&harbour->lock);
	list_for_each_entry(berth, &harbour->list, node)
		if (berth->id == vma->vm_pgoff)
			goto found;
	mutex_unlock(&harbour->lock);
	return -ENOENT;
found:
	mutex_unlock(&harbour->lock);
	return remap_pfn_range(vma, vma->vm_start, berth->pfn, PAGE_SIZE, /* lint: LM05 likely */
			       vma->vm_page_prot);
}

static const struct file_operations listed_fops = {
	.owner = THIS_MODULE,
	.mmap = listed_mmap,
};

/* What is marked as in use stays. */
static int marked_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct harbour *harbour = file->private_data;
	struct berth *berth;
	int err;

	mutex_lock(&harbour->lock);
	berth = idr_find(&harbour->berths, vma->vm_pgoff);
	if (!berth) {
		mutex_unlock(&harbour->lock);
		return -ENOENT;
	}
	berth->users++;
	mutex_unlock(&harbour->lock);
	err = remap_pfn_range(vma, vma->vm_start, berth->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	mutex_lock(&harbour->lock);
	berth->users--;
	mutex_unlock(&harbour->lock);
	return err;
}

static const struct file_operations marked_fops = {
	.owner = THIS_MODULE,
	.mmap = marked_mmap,
};

/* Others count it too, and may give it back. */
static int unlisted_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct harbour *harbour = file->private_data;
	struct berth *berth;

	mutex_lock(&harbour->lock);
	berth = idr_find(&harbour->berths, vma->vm_pgoff);
	if (!berth) {
		mutex_unlock(&harbour->lock);
		return -ENOENT;
	}
	list_del(&berth->node);
	mutex_unlock(&harbour->lock);
	kref_get(&berth->ref); /* lint: LM05 likely */
	vma->vm_private_data = berth;
	return 0;
}

static const struct file_operations unlisted_fops = {
	.owner = THIS_MODULE,
	.mmap = unlisted_mmap,
};

/* Whoever takes it out is the last to have it. */
static int popped_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct harbour *harbour = file->private_data;
	struct berth *berth;
	unsigned long pfn;

	mutex_lock(&harbour->lock);
	berth = idr_find(&harbour->berths, vma->vm_pgoff);
	if (!berth) {
		mutex_unlock(&harbour->lock);
		return -ENOENT;
	}
	list_del(&berth->node);
	mutex_unlock(&harbour->lock);
	pfn = berth->pfn;
	kfree(berth);
	return remap_pfn_range(vma, vma->vm_start, pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations popped_fops = {
	.owner = THIS_MODULE,
	.mmap = popped_mmap,
};

static int __init harbour_init(void)
{
	return register_chrdev(100, "late", &late_fops) +
	       register_chrdev(101, "early", &early_fops) +
	       register_chrdev(102, "counted", &counted_fops) +
	       register_chrdev(103, "listed", &listed_fops) +
	       register_chrdev(104, "marked", &marked_fops) +
	       register_chrdev(105, "unlisted", &unlisted_fops) +
	       register_chrdev(106, "popped", &popped_fops);
}
module_init(harbour_init);

MODULE_LICENSE("GPL");
