// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct kiln {
	struct device *dev;
	phys_addr_t base;
};

static int kiln_check(struct kiln *kiln, struct vm_area_struct *vma)
{
	if ((vma->vm_end - vma->vm_start) > PAGE_SIZE) {
		dev_info(kiln->dev, "%lu bytes are too many\n",
			 vma->vm_end - vma->vm_start);
		return -EINVAL;
	}

	return 0;
}

static int kiln_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct kiln *kiln = filp->private_data;
	int rc;

	rc = kiln_check(kiln, vma);
	if (rc < 0)
		return rc;

	vm_flags_set(vma, VM_DONTCOPY);
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	rc = io_remap_pfn_range(vma, vma->vm_start, kiln->base >> PAGE_SHIFT,
				PAGE_SIZE, vma->vm_page_prot);
	if (rc)
		dev_err(kiln->dev, "no mapping: %d\n", rc);
	return rc;
}

static const struct file_operations kiln_fops = {
	.owner = THIS_MODULE,
	.mmap = kiln_mmap,
};

static int __init kiln_init(void)
{
	return register_chrdev(100, "kiln", &kiln_fops);
}
module_init(kiln_init);

MODULE_LICENSE("GPL");
