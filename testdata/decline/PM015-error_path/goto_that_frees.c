// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

struct hatch {
	unsigned long pfn;
	void *scratch;
	int closed;
};

static int hatch_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct hatch *hatch = file->private_data;
	int ret = -ENODEV;

	if (hatch->closed)
		goto fail;

	ret = remap_pfn_range(vma, vma->vm_start, hatch->pfn,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (ret)
		goto fail;

	return 0;
fail:
	kfree(hatch->scratch);
	hatch->scratch = NULL;
	return ret;
}

static const struct file_operations hatch_fops = {
	.owner = THIS_MODULE,
	.mmap = hatch_mmap,
};

static int __init hatch_init(void)
{
	return register_chrdev(100, "hatch", &hatch_fops);
}
module_init(hatch_init);

MODULE_LICENSE("GPL");
