// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hands every call over to the video driver.
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <media/v4l2-dev.h>

static int v4l2_mmap(struct file *filp, struct vm_area_struct *vm)
{
	struct video_device *vdev = filp->private_data;
	int ret = -ENODEV;

	if (vdev->fops->mmap_prepare) {
		struct vm_area_desc desc;

		compat_set_desc_from_vma(&desc, filp, vm);
		ret = vdev->fops->mmap_prepare(&desc);
		if (!ret)
			ret = __compat_vma_mmap(&desc, vm);
	} else if (vdev->fops->mmap) {
		ret = vdev->fops->mmap(filp, vm);
	}
	return ret;
}

static const struct file_operations v4l2_fops = {
	.owner = THIS_MODULE,
	.mmap = v4l2_mmap,
};

static int __init v4l2_init(void)
{
	return register_chrdev(81, "video4linux", &v4l2_fops);
}
module_init(v4l2_init);

MODULE_LICENSE("GPL");
