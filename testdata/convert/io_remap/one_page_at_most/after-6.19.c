// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct kiln {
	struct device *dev;
	phys_addr_t base;
};

static int kiln_check(struct kiln *kiln, struct vm_area_desc *desc)
{
	if (vma_desc_size(desc) > PAGE_SIZE) {
		dev_info(kiln->dev, "%lu bytes are too many\n",
			 vma_desc_size(desc));
		return -EINVAL;
	}

	return 0;
}

static int kiln_mmap_prepare(struct vm_area_desc *desc)
{
	struct kiln *kiln = desc->file->private_data;
	int rc;

	rc = kiln_check(kiln, desc);
	if (rc < 0)
		return rc;

	desc->vm_flags |= VM_DONTCOPY;
	desc->page_prot = pgprot_noncached(desc->page_prot);
	mmap_action_ioremap_full(desc, kiln->base >> PAGE_SHIFT);
	return 0;
}

static const struct file_operations kiln_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = kiln_mmap_prepare,
};

static int __init kiln_init(void)
{
	return register_chrdev(100, "kiln", &kiln_fops);
}
module_init(kiln_init);

MODULE_LICENSE("GPL");
