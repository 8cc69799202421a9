// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A device whose mappings share the file's state. See widget_mmap().
 */
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>

struct widget {
	struct page *page;
};

static vm_fault_t widget_fault(struct vm_fault *vmf)
{
	struct widget *widget = vmf->vma->vm_private_data;

	get_page(widget->page);
	vmf->page = widget->page;
	return 0;
}

static const struct vm_operations_struct widget_vm_ops = {
	.fault = widget_fault,
};

static int widget_mmap(struct file *filp, struct vm_area_struct *vma)
{
	if (vma_pages(vma) != 1 || vma->vm_pgoff)
		return -EINVAL;

	vma->vm_private_data = filp->private_data;
	vma->vm_ops = &widget_vm_ops;

	return 0;
}

static const struct file_operations widget_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.mmap = widget_mmap,
};

static struct miscdevice widget_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "widget",
	.fops = &widget_fops,
};
module_misc_device(widget_misc);

MODULE_LICENSE("GPL");
