// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Completes its table when it is probed.
 */
#include <linux/cdev.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>

struct late_dev {
	struct cdev cdev;
	struct file_operations fops;
	struct resource *mem;
};

static vm_fault_t late_fault(struct vm_fault *vmf)
{
	struct late_dev *late = vmf->vma->vm_private_data;

	return vmf_insert_pfn(vmf->vma, vmf->address,
			      PHYS_PFN(late->mem->start) + vmf->pgoff);
}

static const struct vm_operations_struct late_vm_ops = {
	.fault = late_fault,
};

static int late_mmap_prepare(struct vm_area_desc *desc)
{
	struct late_dev *late = desc->file->private_data;

	if (desc->pgoff + vma_desc_pages(desc) >
	    PFN_DOWN(resource_size(late->mem)))
		return -EINVAL;

	vma_desc_set_flags(desc, VMA_IO_BIT, VMA_PFNMAP_BIT, VMA_DONTEXPAND_BIT,
			   VMA_DONTDUMP_BIT);
	desc->private_data = late;
	desc->vm_ops = &late_vm_ops;
	return 0;
}

static int late_probe(struct platform_device *pdev)
{
	struct late_dev *late;
	struct file_operations *fops;

	late = devm_kzalloc(&pdev->dev, sizeof(*late), GFP_KERNEL);
	if (!late)
		return -ENOMEM;

	late->mem = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	if (!late->mem)
		return -ENODEV;

	fops = &late->fops;
	fops->owner = THIS_MODULE;
	fops->mmap_prepare = late_mmap_prepare;
	cdev_init(&late->cdev, fops);
	return cdev_add(&late->cdev, 0, 1);
}

static struct platform_driver late_driver = {
	.probe = late_probe,
	.driver = {
		.name = "late",
	},
};
module_platform_driver(late_driver);

MODULE_LICENSE("GPL");
