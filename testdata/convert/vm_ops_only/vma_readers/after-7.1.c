// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A buffer whose only mapping starts at its beginning. See reel_mmap_prepare().
 */
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>

/* Newer headers have them. */
unsigned long vma_start_pgoff(const struct vm_area_struct *vma);
bool vma_is_cow_mapping(const struct vm_area_struct *vma);

static const struct vm_operations_struct reel_vm_ops = { };

static int reel_mmap_prepare(struct vm_area_desc *desc)
{
	if (vma_desc_is_cow_mapping(desc))
		return -EACCES;

	if (desc->pgoff != 0 || !vma_desc_pages(desc))
		return -EINVAL;

	desc->vm_ops = &reel_vm_ops;

	return 0;
}

static const struct file_operations reel_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.mmap_prepare = reel_mmap_prepare,
};

static struct miscdevice reel_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "reel",
	.fops = &reel_fops,
};
module_misc_device(reel_misc);

MODULE_LICENSE("GPL");
