// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

struct tug {
	struct kref ref;
	unsigned long pfn;
	unsigned int lines;
};

static void tug_free(struct kref *ref)
{
}

/* Who closes a mapping that there never was? */
static int leaky_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tug *tug = file->private_data;

	kref_get(&tug->ref); /* lint: LM06 likely */
	return remap_pfn_range(vma, vma->vm_start, tug->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations leaky_fops = {
	.owner = THIS_MODULE,
	.mmap = leaky_mmap,
};

#ifndef kzalloc_obj
#define kzalloc_obj(type)						\
	({								\
		void *_made = kzalloc(sizeof(type), GFP_KERNEL);	\
		(type *)_made;						\
	})
#endif

/* A macro that allocates is freed like a function that does. */
static int macro_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tug *old = file->private_data, *tug;
	int err;

	tug = kzalloc_obj(struct tug);
	if (!tug)
		return -ENOMEM;
	tug->pfn = old->pfn;
	err = remap_pfn_range(vma, vma->vm_start, tug->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	if (err)
		goto free;
	vma->vm_private_data = tug;
	return 0;
free:
	kfree(tug);
	return err;
}

static const struct file_operations macro_fops = {
	.owner = THIS_MODULE,
	.mmap = macro_mmap,
};

static int forgot_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tug *old = file->private_data, *tug;

	tug = kzalloc_obj(struct tug); /* lint: LM06 likely */
	if (!tug)
		return -ENOMEM;
	vma->vm_private_data = tug;
	return remap_pfn_range(vma, vma->vm_start, old->pfn, PAGE_SIZE,
			       vma->vm_page_prot);
}

static const struct file_operations forgot_fops = {
	.owner = THIS_MODULE,
	.mmap = forgot_mmap,
};

static int tidy_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tug *tug = file->private_data;
	int err;

	kref_get(&tug->ref);
	err = remap_pfn_range(vma, vma->vm_start, tug->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	if (err)
		kref_put(&tug->ref, tug_free);
	return err;
}

static const struct file_operations tidy_fops = {
	.owner = THIS_MODULE,
	.mmap = tidy_mmap,
};

/* Labels unwind as well. */
static int unwound_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tug *tug = file->private_data;
	void *log;
	int err = -ENOMEM;

	tug->lines++;
	log = kzalloc(64, GFP_KERNEL);
	if (!log)
		goto fewer;
	err = remap_pfn_range(vma, vma->vm_start, tug->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	if (err)
		goto free;
	vma->vm_private_data = log;
	return 0;
free:
	kfree(log);
fewer:
	tug->lines--;
	return err;
}

static const struct file_operations unwound_fops = {
	.owner = THIS_MODULE,
	.mmap = unwound_mmap,
};

/* One label too few. */
static int forgotten_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tug *tug = file->private_data;
	void *log;
	int err;

	tug->lines++; /* lint: LM06 likely */
	log = kzalloc(64, GFP_KERNEL);
	if (!log)
		return -ENOMEM;
	err = remap_pfn_range(vma, vma->vm_start, tug->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	if (err) {
		tug->lines--;
		kfree(log);
		return err;
	}
	vma->vm_private_data = log;
	return 0;
}

static const struct file_operations forgotten_fops = {
	.owner = THIS_MODULE,
	.mmap = forgotten_mmap,
};

/* Nothing can fail behind it. */
static int last_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tug *tug = file->private_data;
	int err;

	err = remap_pfn_range(vma, vma->vm_start, tug->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	if (err)
		return err;
	kref_get(&tug->ref);
	return 0;
}

static const struct file_operations last_fops = {
	.owner = THIS_MODULE,
	.mmap = last_mmap,
};

/* What could not be taken is not there. */
static int refused_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tug *tug = file->private_data;

	if (!kref_get_unless_zero(&tug->ref))
		return -ENODEV;
	vma->vm_private_data = tug;
	return 0;
}

static const struct file_operations refused_fops = {
	.owner = THIS_MODULE,
	.mmap = refused_mmap,
};

/* How often it went wrong is nobody's reference. */
static int counted_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct tug *tug = file->private_data;

	if (vma->vm_pgoff) {
		tug->lines++;
		return -EINVAL;
	}
	vma->vm_private_data = tug;
	return 0;
}

static const struct file_operations counted_fops = {
	.owner = THIS_MODULE,
	.mmap = counted_mmap,
};

static int __init tug_init(void)
{
	return register_chrdev(100, "leaky", &leaky_fops) +
	       register_chrdev(120, "macro", &macro_fops) +
	       register_chrdev(121, "forgot", &forgot_fops) +
	       register_chrdev(122, "counted", &counted_fops) +
	       register_chrdev(101, "tidy", &tidy_fops) +
	       register_chrdev(102, "unwound", &unwound_fops) +
	       register_chrdev(103, "forgotten", &forgotten_fops) +
	       register_chrdev(104, "last", &last_fops) +
	       register_chrdev(105, "refused", &refused_fops);
}
module_init(tug_init);

MODULE_LICENSE("GPL");
