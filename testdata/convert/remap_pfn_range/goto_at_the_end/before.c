// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct sluice {
	unsigned long pfn;
	int closed;
};

/* failures leave by one label, which others use too */
static int sluice_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *sluice = file->private_data;
	int ret = -ENODEV;

	if (sluice->closed)
		goto fail;

	ret = remap_pfn_range(vma, vma->vm_start, sluice->pfn,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
	if (ret)
		goto fail;

	return 0;
fail:
	pr_err("sluice: %d\n", ret);
	return ret;
}

static const struct file_operations sluice_fops = {
	.owner = THIS_MODULE,
	.mmap = sluice_mmap,
};

/* everybody leaves by the label */
static int weir_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct sluice *weir = file->private_data;
	int ret;

	if (vma->vm_pgoff) {
		ret = -EINVAL;
		goto out;
	}

	ret = remap_pfn_range(vma, vma->vm_start, weir->pfn,
			      vma->vm_end - vma->vm_start, vma->vm_page_prot);
out:
	return ret;
}

static const struct file_operations weir_fops = {
	.owner = THIS_MODULE,
	.mmap = weir_mmap,
};

static int __init sluice_init(void)
{
	register_chrdev(101, "weir", &weir_fops);
	return register_chrdev(100, "sluice", &sluice_fops);
}
module_init(sluice_init);

MODULE_LICENSE("GPL");
