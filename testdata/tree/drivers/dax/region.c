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

static int region_check(struct dax_region *region, struct vm_area_struct *vma,
			const char *func)
{
	unsigned long mask = region->align - 1;

	if (!region->alive)
		return -ENXIO;

	/* private mappings make no sense here */
	if ((vma->vm_flags & VM_MAYSHARE) != VM_MAYSHARE) {
		pr_info("%s: fail, private mapping\n", func);
		return -EINVAL;
	}

	if (vma->vm_start & mask || vma->vm_end & mask) {
		pr_info("%s: fail, unaligned vma (%#lx - %#lx)\n", func,
			vma->vm_start, vma->vm_end);
		return -EINVAL;
	}

	if (!vma_is_dax(vma)) {
		pr_info("%s: fail, not dax\n", func);
		return -EINVAL;
	}

	return 0;
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

static int region_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct dax_region *region = filp->private_data;
	int rc;

	/* checked again at fault time, when it may have died */
	rc = region_check(region, vma, __func__);
	if (rc)
		return rc;

	vma->vm_ops = &region_vm_ops;
	vm_flags_set(vma, VM_HUGEPAGE);
	return 0;
}

static const struct file_operations region_fops = {
	.owner = THIS_MODULE,
	.llseek = noop_llseek,
	.open = simple_open,
	.mmap = region_mmap,
};

static struct cdev region_cdev;

static int __init region_init(void)
{
	cdev_init(&region_cdev, &region_fops);
	return cdev_add(&region_cdev, 0, 1);
}
module_init(region_init);

MODULE_LICENSE("GPL");
