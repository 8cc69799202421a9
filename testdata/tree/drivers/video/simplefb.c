// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/fb.h>
#include <linux/mm.h>
#include <linux/module.h>

static int simplefb_mmap(struct fb_info *info, struct vm_area_struct *vma)
{
	return vm_iomap_memory(vma, info->smem_start, info->smem_len);
}

static const struct fb_ops simplefb_ops = {
	.owner = THIS_MODULE,
	.fb_mmap = simplefb_mmap,
};

struct fb_info simplefb_info = {
	.fbops = &simplefb_ops,
};

MODULE_LICENSE("GPL");
