// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * User space drivers: the core finds the device and lets its hook map.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uio_driver.h>

struct uio_device {
	struct uio_info *info;
};

#if PREMAP_API < 710
static int uio_mmap(struct file *filep, struct vm_area_struct *vma)
{
	struct uio_device *idev = filep->private_data;

	if (vma->vm_end < vma->vm_start)
		return -EINVAL;

	vma->vm_private_data = idev;
	if (idev->info->mmap)
		return idev->info->mmap(idev->info, vma);

	return -EINVAL;
}
#else
static int uio_mmap(struct file *filep, struct vm_area_struct *vma)
{
	struct uio_device *idev = filep->private_data;
	struct vm_area_desc desc;
	int err;

	if (!idev->info->mmap_prepare)
		return -EINVAL;

	vma->vm_private_data = idev;
	compat_set_desc_from_vma(&desc, filep, vma);
	err = idev->info->mmap_prepare(idev->info, &desc);
	if (err)
		return err;
	return __compat_vma_mmap(&desc, vma);
}
#endif

static const struct file_operations uio_fops = {
	.owner		= THIS_MODULE,
	.mmap		= uio_mmap,
	.llseek		= noop_llseek,
};

static int __init uio_init(void)
{
	return register_chrdev(63, "uio", &uio_fops);
}
module_init(uio_init);

MODULE_LICENSE("GPL");
