// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A camera with one buffer.
 */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <media/v4l2-dev.h>

struct camera {
	struct device *dev;
	void *cpu;
	dma_addr_t dma;
};

static struct camera camera;

static int camera_mmap(struct file *file, struct vm_area_struct *vma)
{
	return dma_mmap_coherent(camera.dev, vma, camera.cpu, camera.dma,
				 vma->vm_end - vma->vm_start);
}

static const struct v4l2_file_operations camera_v4l2_fops = {
	.owner = THIS_MODULE,
	.mmap = camera_mmap,
};

static struct video_device camera_video = {
	.name = "camera",
	.fops = &camera_v4l2_fops,
};

/* The raw device beside it: the same memory, without the video layer. */
static int camera_raw_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct camera *cam = file->private_data;

	vma->vm_pgoff = 0;
	return dma_mmap_coherent(cam->dev, vma, cam->cpu, cam->dma,
				 vma->vm_end - vma->vm_start);
}

static const struct file_operations camera_raw_fops = {
	.owner = THIS_MODULE,
	.mmap = camera_raw_mmap,
};

static int __init camera_init(void)
{
	return register_chrdev(62, camera_video.name, &camera_raw_fops);
}
module_init(camera_init);

MODULE_LICENSE("GPL");
