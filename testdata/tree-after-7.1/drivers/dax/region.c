// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Byte-addressable memory without a page cache. The same check guards the
 * mapping and every fault.
 */
#include <linux/cdev.h>
#include <linux/mm.h>
#include <linux/module.h>

struct dax_region {
	unsigned long align;
	unsigned long pfn;
	bool alive;
};

static int __region_check(struct dax_region *region, vma_flags_t flags,
			  unsigned long start, unsigned long end,
			  struct file *file, const char *func)
{
	unsigned long mask = region->align - 1;

	if (!region->alive)
		return -ENXIO;

	/* private mappings make no sense here */
	if (!vma_flags_test(&flags, VMA_MAYSHARE_BIT)) {
		pr_info("%s: fail, private mapping\n", func);
		return -EINVAL;
	}

	if (start & mask || end & mask) {
		pr_info("%s: fail, unaligned vma (%#lx - %#lx)\n", func,
			start, end);
		return -EINVAL;
	}

	if (!file_is_dax(file)) {
		pr_info("%s: fail, not dax\n", func);
		return -EINVAL;
	}

	return 0;
}

static int region_check(struct dax_region *region, struct vm_area_struct *vma,
			const char *func)
{
	return __region_check(region, vma->flags, vma->vm_start, vma->vm_end,
			      vma->vm_file, func);
}

static vm_fault_t region_fault(struct vm_fault *vmf)
{
	struct dax_region *region = vmf->vma->vm_file->private_data;

	if (region_check(region, vmf->vma, __func__))
		return VM_FAULT_SIGBUS;

	return vmf_insert_pfn(vmf->vma, vmf->address,
			      region->pfn + vmf->pgoff);
}

static const struct vm_operations_struct region_vm_ops = {
	.fault = region_fault,
};

static int region_mmap_prepare(struct vm_area_desc *desc)
{
	struct file *filp = desc->file;
	struct dax_region *region = filp->private_data;
	int rc;

	/* checked again at fault time, when it may have died */
	rc = __region_check(region, desc->vma_flags, desc->start, desc->end,
			    filp, __func__);
	if (rc)
		return rc;

	desc->vm_ops = &region_vm_ops;
	vma_desc_set_flags(desc, VMA_HUGEPAGE_BIT);
	return 0;
}

static const struct file_operations region_fops = {
	.owner = THIS_MODULE,
	.llseek = noop_llseek,
	.open = simple_open,
	.mmap_prepare = region_mmap_prepare,
};

static struct cdev region_cdev;

static int __init region_init(void)
{
	cdev_init(&region_cdev, &region_fops);
	return cdev_add(&region_cdev, 0, 1);
}
module_init(region_init);

MODULE_LICENSE("GPL");
