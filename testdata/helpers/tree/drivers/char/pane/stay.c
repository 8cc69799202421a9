// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hooks whose helpers cannot come along.
 */
#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/mm.h>

#include "pane.h"

static atomic_t pane_users;

/* counted again whenever a page is missing */
int pane_count(struct pane *pane, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	vma->vm_private_data = pane;
	return 0;
}

static vm_fault_t pane_fault(struct vm_fault *vmf)
{
	return pane_count(NULL, vmf->vma) ? VM_FAULT_SIGBUS : 0;
}

static const struct vm_operations_struct pane_counting_vm_ops = {
	.fault = pane_fault,
};

/* called by a board that no configuration builds */
int pane_board(struct pane *pane, struct vm_area_struct *vma)
{
	return vma->vm_pgoff < pane->frames ? 0 : -EINVAL;
}

int pane_named(struct pane *pane, struct vm_area_struct *vma)
{
	return vma->vm_pgoff < pane->frames ? 0 : -EINVAL;
}

int pane_taking(struct pane *pane, struct vm_area_struct *vma)
{
	atomic_inc(&pane_users);
	vma->vm_private_data = pane;
	return 0;
}

static int pane_board_mmap(struct file *file, struct vm_area_struct *vma)
{
	return pane_board(file->private_data, vma);
}

static int pane_named_mmap(struct file *file, struct vm_area_struct *vma)
{
	return pane_named(file->private_data, vma);
}

static int pane_taking_mmap(struct file *file, struct vm_area_struct *vma)
{
	return pane_taking(file->private_data, vma);
}

/* the header's own, not that of the board */
static int pane_bare_mmap(struct file *file, struct vm_area_struct *vma)
{
	return pane_bare(file->private_data, vma);
}

static int pane_counting_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_ops = &pane_counting_vm_ops;
	return pane_count(file->private_data, vma);
}

static const struct file_operations pane_board_fops = {
	.mmap	= pane_board_mmap,
};

static const struct file_operations pane_named_fops = {
	.mmap	= pane_named_mmap,
};

static const struct file_operations pane_taking_fops = {
	.mmap	= pane_taking_mmap,
};

static const struct file_operations pane_counting_fops = {
	.mmap	= pane_counting_mmap,
};

static const struct file_operations pane_bare_fops = {
	.mmap	= pane_bare_mmap,
};

static int __init pane_stay_init(void)
{
	register_chrdev(62, "pane-board", &pane_board_fops);
	register_chrdev(63, "pane-named", &pane_named_fops);
	register_chrdev(64, "pane-taking", &pane_taking_fops);
	register_chrdev(69, "pane-bare", &pane_bare_fops);
	return register_chrdev(65, "pane-counting", &pane_counting_fops);
}
device_initcall(pane_stay_init);
