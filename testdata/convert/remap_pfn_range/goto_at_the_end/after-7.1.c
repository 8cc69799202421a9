// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>

struct sluice {
	unsigned long pfn;
	int closed;
};

/* failures leave by one label, which others use too */
static int sluice_mmap_prepare(struct vm_area_desc *desc)
{
	struct sluice *sluice = desc->file->private_data;
	int ret = -ENODEV;

	if (sluice->closed)
		goto fail;

	mmap_action_remap_full(desc, sluice->pfn);

	return 0;
fail:
	pr_err("sluice: %d\n", ret);
	return ret;
}

static const struct file_operations sluice_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = sluice_mmap_prepare,
};

/* everybody leaves by the label */
static int weir_mmap_prepare(struct vm_area_desc *desc)
{
	struct sluice *weir = desc->file->private_data;
	int ret;

	if (desc->pgoff) {
		ret = -EINVAL;
		goto out;
	}

	mmap_action_remap_full(desc, weir->pfn);
	ret = 0;
out:
	return ret;
}

static const struct file_operations weir_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = weir_mmap_prepare,
};

static int __init sluice_init(void)
{
	register_chrdev(101, "weir", &weir_fops);
	return register_chrdev(100, "sluice", &sluice_fops);
}
module_init(sluice_init);

MODULE_LICENSE("GPL");
