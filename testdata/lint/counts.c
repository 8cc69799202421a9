// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

struct wharf {
	atomic_t users;
	struct vm_area_struct *vma;
	unsigned long pfn;
	bool ready;
};

static void wharf_open(struct vm_area_struct *vma)
{
	struct wharf *wharf = vma->vm_private_data;

	atomic_inc(&wharf->users);
}

static void wharf_close(struct vm_area_struct *vma)
{
	struct wharf *wharf = vma->vm_private_data;

	atomic_dec(&wharf->users);
}

static const struct vm_operations_struct wharf_vm_ops = {
	.open = wharf_open,
	.close = wharf_close,
};

/* The second mapping makes one of two. */
static int reset_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = file->private_data;

	vma->vm_private_data = wharf;
	vma->vm_ops = &wharf_vm_ops;
	atomic_set(&wharf->users, 1); /* lint: LM08 likely */
	return 0;
}

static const struct file_operations reset_fops = {
	.owner = THIS_MODULE,
	.mmap = reset_mmap,
};

static int added_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = file->private_data;

	vma->vm_private_data = wharf;
	vma->vm_ops = &wharf_vm_ops;
	atomic_inc(&wharf->users);
	return 0;
}

static const struct file_operations added_fops = {
	.owner = THIS_MODULE,
	.mmap = added_mmap,
};

/* What is made here starts with one. */
static int fresh_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = kzalloc(sizeof(*wharf), GFP_KERNEL);

	if (!wharf)
		return -ENOMEM;
	atomic_set(&wharf->users, 1);
	vma->vm_private_data = wharf;
	vma->vm_ops = &wharf_vm_ops;
	return 0;
}

static const struct file_operations fresh_fops = {
	.owner = THIS_MODULE,
	.mmap = fresh_mmap,
};

static void uneven_close(struct vm_area_struct *vma)
{
	struct wharf *wharf = vma->vm_private_data;

	atomic_dec(&wharf->users); /* lint: LM08 likely */
}

static const struct vm_operations_struct uneven_vm_ops = {
	.open = wharf_open,
	.close = uneven_close,
};

/* The first mapping is closed and was never counted. */
static int uneven_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_private_data = file->private_data;
	vma->vm_ops = &uneven_vm_ops;
	return 0;
}

static const struct file_operations uneven_fops = {
	.owner = THIS_MODULE,
	.mmap = uneven_mmap,
};

static void plain_open(struct vm_area_struct *vma)
{
}

static const struct vm_operations_struct plain_vm_ops = {
	.open = plain_open,
};

/* Nobody forgets it when it goes. */
static int kept_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = file->private_data;

	wharf->vma = vma; /* lint: LM11 likely */
	vma->vm_ops = &plain_vm_ops;
	return 0;
}

static const struct file_operations kept_fops = {
	.owner = THIS_MODULE,
	.mmap = kept_mmap,
};

static void forget_close(struct vm_area_struct *vma)
{
	struct wharf *wharf = vma->vm_private_data;

	wharf->vma = NULL;
}

static const struct vm_operations_struct forget_vm_ops = {
	.close = forget_close,
};

static int forgotten_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = file->private_data;

	wharf->vma = vma;
	vma->vm_private_data = wharf;
	vma->vm_ops = &forget_vm_ops;
	return 0;
}

static const struct file_operations forgotten_fops = {
	.owner = THIS_MODULE,
	.mmap = forgotten_mmap,
};

/* An error frees the VMA, and close() does not come. */
static int hasty_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = file->private_data;

	wharf->vma = vma; /* lint: LM11 likely */
	if (!wharf->ready)
		return -EIO;
	vma->vm_private_data = wharf;
	vma->vm_ops = &forget_vm_ops;
	return 0;
}

static const struct file_operations hasty_fops = {
	.owner = THIS_MODULE,
	.mmap = hasty_mmap,
};

/* Only the first mapping sets it. */
static int first_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = file->private_data;

	if (wharf->ready) {
		atomic_inc(&wharf->users);
	} else {
		wharf->ready = true;
		atomic_set(&wharf->users, 1);
	}
	vma->vm_private_data = wharf;
	vma->vm_ops = &wharf_vm_ops;
	return 0;
}

static const struct file_operations first_fops = {
	.owner = THIS_MODULE,
	.mmap = first_mmap,
};

/* Counted before the call that may fail, and again behind it. */
static int twice_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = file->private_data;
	int err;

	vma->vm_private_data = wharf;
	vma->vm_ops = &wharf_vm_ops;
	atomic_inc(&wharf->users);
	err = remap_pfn_range(vma, vma->vm_start, wharf->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	if (err) {
		atomic_dec(&wharf->users);
		return err;
	}
	atomic_inc(&wharf->users); /* lint: LM08 likely */
	return 0;
}

static const struct file_operations twice_fops = {
	.owner = THIS_MODULE,
	.mmap = twice_mmap,
};

/* Held while it is mapped, and counted when it was. */
static int held_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = file->private_data;
	int err;

	atomic_inc(&wharf->users);
	err = remap_pfn_range(vma, vma->vm_start, wharf->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	if (err) {
		atomic_dec(&wharf->users);
		return err;
	}
	vma->vm_private_data = wharf;
	vma->vm_ops = &wharf_vm_ops;
	atomic_inc(&wharf->users);
	atomic_dec(&wharf->users);
	return 0;
}

static const struct file_operations held_fops = {
	.owner = THIS_MODULE,
	.mmap = held_mmap,
};

/* Kept, whatever the call said. */
static int blind_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = file->private_data;
	int err;

	err = remap_pfn_range(vma, vma->vm_start, wharf->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	wharf->vma = vma; /* lint: LM11 likely */
	vma->vm_private_data = wharf;
	vma->vm_ops = &forget_vm_ops;
	return err;
}

static const struct file_operations blind_fops = {
	.owner = THIS_MODULE,
	.mmap = blind_mmap,
};

static int seeing_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct wharf *wharf = file->private_data;
	int err;

	err = remap_pfn_range(vma, vma->vm_start, wharf->pfn, PAGE_SIZE,
			      vma->vm_page_prot);
	if (err)
		return err;
	wharf->vma = vma;
	vma->vm_private_data = wharf;
	vma->vm_ops = &forget_vm_ops;
	return 0;
}

static const struct file_operations seeing_fops = {
	.owner = THIS_MODULE,
	.mmap = seeing_mmap,
};

static int __init wharf_init(void)
{
	return register_chrdev(100, "reset", &reset_fops) +
	       register_chrdev(101, "added", &added_fops) +
	       register_chrdev(102, "fresh", &fresh_fops) +
	       register_chrdev(103, "uneven", &uneven_fops) +
	       register_chrdev(104, "kept", &kept_fops) +
	       register_chrdev(105, "forgotten", &forgotten_fops) +
	       register_chrdev(106, "hasty", &hasty_fops) +
	       register_chrdev(107, "first", &first_fops) +
	       register_chrdev(108, "twice", &twice_fops) +
	       register_chrdev(109, "held", &held_fops) +
	       register_chrdev(110, "blind", &blind_fops) +
	       register_chrdev(111, "seeing", &seeing_fops);
}
module_init(wharf_init);

MODULE_LICENSE("GPL");
