// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A device whose mappings share the file's state. See widget_mmap_prepare().
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

static int widget_mmap_prepare(struct vm_area_desc *desc)
{
	if (vma_desc_pages(desc) != 1 || desc->pgoff)
		return -EINVAL;

	desc->private_data = desc->file->private_data;
	desc->vm_ops = &widget_vm_ops;

	return 0;
}

static const struct file_operations widget_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.mmap_prepare = widget_mmap_prepare,
};

static struct miscdevice widget_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "widget",
	.fops = &widget_fops,
};
module_misc_device(widget_misc);

MODULE_LICENSE("GPL");
